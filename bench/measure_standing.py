import json, resource, sys, time
from contextlib import contextmanager
import django
django.setup()
from django.db import connection, transaction
from django.core.management import call_command
from bench import base
from rapport.lib import clock

def timed(name, what, out):
    begun=time.perf_counter(); r=what(); out[name]=round(time.perf_counter()-begun,3); print(name, out[name], flush=True, file=sys.stderr); return r

def main(people):
    out={}
    call_command("migrate", verbosity=0)
    timed("fill", lambda: base.fill(people), out)
    timed("settle", base.settle, out)
    def bare():
        with connection.cursor() as c:
            if connection.vendor=="postgresql": c.execute("SET enable_hashagg=off")
            c.execute("SELECT count(*), sum(a) FROM (SELECT patient_id, sum(amount) a, count(*) c, max(day) d FROM care_treatment GROUP BY patient_id) t"); c.fetchall()
            if connection.vendor=="postgresql": c.execute("SET enable_hashagg=on")
    for _ in range(2): timed("bare", bare, out)
    from rapport.segmentation import refresh
    from rapport.segmentation.standing import restand
    import rapport.segmentation.refresh as R
    orig_w, orig_rank, orig_st = R._write_rows, R._rank_by_money, R.restand
    acc={}
    def wrap(name,f):
        def g(*a,**k):
            b=time.perf_counter(); r=f(*a,**k); acc[name]=acc.get(name,0)+time.perf_counter()-b; return r
        return g
    R._write_rows=wrap("rows",orig_w); R._rank_by_money=wrap("rank",orig_rank); R.restand=wrap("restand",orig_st)
    with clock.set_to(base.NOW):
        timed("first", lambda: refresh.refresh_facts(), out); print(acc, file=sys.stderr); acc.clear()
        base.settle()
        timed("again", lambda: refresh.refresh_facts(), out); print(acc, file=sys.stderr); acc.clear()
        timed("one", lambda: refresh.refresh_facts([people//2]), out); print(acc, file=sys.stderr); acc.clear()
        timed("one", lambda: refresh.refresh_facts([people//2]), out); print(acc, file=sys.stderr); acc.clear()
        timed("thousand", lambda: refresh.refresh_facts(list(range(1,1001))), out); print(acc, file=sys.stderr); acc.clear()
    out["peak_mb"]=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024
    print(json.dumps(out))
main(int(sys.argv[1]))
