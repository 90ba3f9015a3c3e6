"""The people of the stories in Hangzhou."""

from dataclasses import replace

from rapport.demo.cast import source
from rapport.demo.life import moment
from rapport.demo.shapes import DemoPlan
from rapport.demo.stories.teller import Teller


def tell_binjiang(tell: Teller) -> None:
    for story in (
        _great_referrer,
        _angry_client,
        _mother_and_child,
        _frightened_newcomer,
        _implant_thinker,
        _others_of_today,
    ):
        story(tell)


def _great_referrer(tell: Teller) -> None:
    """周雅琴 introduced four people; one of them, 吴昊, comes from far for the first time today."""
    born = tell.born(45, birthday_in=1)
    zhou = tell.enter(
        "great referrer",
        ("周", "雅琴", ""),
        "female",
        born,
        1180,
        occupation="中学教师",
        hobbies="瑜伽, 养花",
        travel_minutes=15,
    )
    tell.agree(zhou, "processing", "care", "marketing", "photos", since=1180)
    life = tell.life(zhou)
    for days in (1175, 980, 790, 610, 420, 225):
        life.visit(tell.day(days), ["checkup", "hygiene"], "lin", waiting=4, resolution="resolved")
    for days, service in ((150, "implant_talk"), (128, "implant_place"), (117, "implant_check")):
        life.visit(tell.day(days), [service], "lin", teeth="26", waiting=5, resolution="resolved")
    amount = (6800 + 980 + 3600 + 120) * 100
    zhou.plans.append(
        DemoPlan("binjiang", "lin", "种植修复 26", "26", "implant", amount, "accepted", tell.day(150))
    )
    life.book(tell.today, ["implant_open"], "lin", at=8 * 60 + 30, state="arrived").arrived_at = moment(
        tell.diary, tell.today, 8, 17
    )
    tell.note(zhou, 225, "song", "已介绍三位朋友来院，都问候过她。她说选我们是因为“说话算数”。")
    tell.note(zhou, 30, "xu", "介绍吴昊来咨询种植，护理礼盒放在前台，见面当面感谢。")

    wu = tell.enter(
        "far and loyal", ("吴", "昊", ""), "male", tell.born(38), 6,
        occupation="外贸业务", travel_minutes=50, source=source("binjiang", "referral"), referrer=zhou.key,
    )  # fmt: skip
    wu.tags += ["implant"]
    appointment = tell.life(wu).book(tell.today, ["implant_talk"], "lin", at=9 * 60 + 30, state="confirmed")
    appointment.remark = "缺牙 3 颗，希望尽快治疗；车程 50 分钟。"
    tell.note(wu, 4, "song", "电话里说下周就想开始。住得远，请一次把检查做完。忠诚信号：路程、年龄、缺牙、着急。")


def _angry_client(tell: Teller) -> None:
    """郑国栋 waited longer and longer, and nobody told him."""
    zheng = tell.enter(
        "angry client", ("郑", "国栋", ""), "male", tell.born(61), 900, occupation="退休", travel_minutes=25
    )
    tell.agree(zheng, "processing", "care", since=900)
    life = tell.life(zheng)
    for days, waiting in ((890, 8), (640, 12), (380, 15)):
        life.visit(tell.day(days), ["checkup", "hygiene"], "zhao", waiting=waiting, resolution="resolved")
    life.visit(tell.day(40), ["crown_prep"], "zhao", teeth="46", waiting=31, resolution="partly")
    life.visit(tell.day(23), ["crown"], "zhao", teeth="46", waiting=36, resolution="partly")
    last = life.visit(
        tell.day(2), ["checkup"], "zhao", waiting=42, resolution="not", complaint="46 冠咬合高，咬东西不舒服",
        remark="候诊 42 分钟，无人告知。离开时很生气，说“再这样就不来了”。",
    )  # fmt: skip
    last.payments.append(replace(last.payments[0], amount=-last.payments[0].amount, remark="退还检查费，致歉"))
    tell.note(zheng, 2, "xu", "投诉：等了 42 分钟没人告诉他改约。赵医生今天 9:30 复查前当面回应。", hour=17)
    life.book(
        tell.today, ["checkup"], "zhao", at=9 * 60 + 30, state="booked"
    ).remark = "46 冠修复复查。先致歉、说明原因，今天不谈加项。"


def _mother_and_child(tell: Teller) -> None:
    """刘思源 is nine; the consent lacks the signature of his mother 何敏, who comes an hour later herself."""
    he = tell.enter(
        "child without signature",
        ("何", "敏", ""),
        "female",
        tell.born(33),
        760,
        occupation="会计",
        travel_minutes=20,
    )
    liu = tell.enter(
        "child without signature",
        ("刘", "思源", ""),
        "male",
        tell.born(9),
        420,
        occupation="学生",
        guardian=he.key,
    )
    liu.contacts.clear()
    tell.home("何敏家", he, liu)
    tell.agree(he, "processing", "care", since=760)
    mother, child = tell.life(he), tell.life(liu)
    for days in (755, 540, 330, 120):
        mother.visit(tell.day(days), ["checkup", "hygiene"], "chen", waiting=6, resolution="resolved")
    for days in (415, 200):
        child.visit(tell.day(days), ["fluoride"], "chen", waiting=7, resolution="resolved")
    he.plans.append(
        DemoPlan(
            "binjiang", "chen", "隐形矫治", "", "orthodontic", 2_480_000, "considering", tell.day(7), tell.day(-7)
        )
    )
    child.book(
        tell.today, ["sealant"], "chen", at=9 * 60, state="confirmed"
    ).remark = "缺监护人签字，妈妈 10:00 也有预约。"
    mother.book(tell.today, ["checkup", "hygiene"], "chen", at=10 * 60, state="confirmed")
    tell.note(he, 7, "tang", "对矫治材料有疑问，想考虑两周。考虑期内不催、不再报价。")


def _frightened_newcomer(tell: Teller) -> None:
    """马骏 has a toothache, is afraid, and has signed nothing yet."""
    ma = tell.enter(
        "frightened newcomer",
        ("马", "骏", ""),
        "male",
        tell.born(27),
        1,
        occupation="软件工程师",
        travel_minutes=18,
    )
    ma.source = source("binjiang", "search")
    ma.tags += ["basic", "怕疼"]
    appointment = tell.life(ma).book(tell.today, ["root_open"], "zhao", at=11 * 60, state="booked")
    appointment.remark = "牙痛急诊 36，初诊，很怕看牙。先止痛，看图讲清楚，整体计划下次再谈。"
    tell.note(ma, 1, "xu", "小时候拔牙疼怕了，十年没看过牙。电话里声音都在抖，请多解释。", hour=18)


def _implant_thinker(tell: Teller) -> None:
    """沈建平 has two implant plans side by side and time to think."""
    shen = tell.enter(
        "implant, thinking", ("沈", "建平", ""), "male", tell.born(58), 500, occupation="企业主", travel_minutes=35
    )
    shen.influence, shen.influence_note = "entrepreneur", "滨江一家机械厂的老板"
    tell.agree(shen, "processing", "care", "marketing", since=500)
    life = tell.life(shen)
    for days in (495, 310, 100):
        life.visit(tell.day(days), ["checkup", "hygiene"], "lin", waiting=5, resolution="resolved")
    life.visit(
        tell.day(6),
        ["implant_talk", "cbct"],
        "lin",
        teeth="36",
        waiting=4,
        resolution="partly",
        complaint="36 缺失一年，咬不动",
    )
    for title, amount in (("种植修复 36，方案一", 1_150_000), ("种植修复 36，方案二（进口植体）", 1_680_000)):
        shen.plans.append(
            DemoPlan("binjiang", "lin", title, "36", "implant", amount, "considering", tell.day(6), tell.day(-8))
        )
    tell.note(shen, 6, "tang", "要和家里商量。到期由林医生打一次电话，不由咨询师打。")


def _others_of_today(tell: Teller) -> None:
    luo = tell.enter(
        "wants the best material",
        ("罗", "婷", ""),
        "female",
        tell.born(36),
        610,
        occupation="设计师",
        travel_minutes=22,
    )
    tell.agree(luo, "processing", "care", "marketing", since=610)
    life = tell.life(luo)
    for days in (600, 410, 215):
        life.visit(tell.day(days), ["checkup", "hygiene", "airflow"], "lin", waiting=7, resolution="resolved")
    life.visit(tell.day(30), ["whitening"], "lin", waiting=6, resolution="resolved")
    luo.plans.append(
        DemoPlan("binjiang", "lin", "前牙瓷贴面", "13-23", "restoration", 1_788_000, "accepted", tell.day(20))
    )
    life.book(
        tell.today, ["crown_prep"], "lin", at=14 * 60 + 30, state="confirmed"
    ).remark = "贴面取模，备好两种瓷片色板。"

    tang = tell.enter(
        "braces", ("唐", "一鸣", ""), "male", tell.born(15), 260, occupation="学生", travel_minutes=12
    )
    tell.agree(tang, "processing", since=260)
    braces = tell.life(tang)
    braces.visit(tell.day(255), ["braces_talk", "cbct"], "chen", waiting=8, resolution="resolved")
    braces.visit(tell.day(238), ["braces_metal"], "chen", waiting=9, resolution="resolved")
    for days in (203, 168, 133, 98, 63, 28):
        braces.visit(tell.day(days), ["braces_visit"], "chen", waiting=8, resolution="resolved")
    tang.plans.append(
        DemoPlan("binjiang", "chen", "金属自锁矫治", "", "orthodontic", 1_655_000, "accepted", tell.day(255))
    )
    braces.book(tell.today, ["braces_visit"], "chen", at=14 * 60, state="confirmed")
