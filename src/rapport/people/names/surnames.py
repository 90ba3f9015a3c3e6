"""Chinese surnames: which there are, and how those are read that a dictionary reads wrongly.

Characters are simplified: fold first. Readings are pinyin with the tone as a digit and ü as v.
"""

_SINGLE = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔"
    "贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷"
    "祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解"
    "强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏"
    "栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银"
    "扬明沙伏岑习胥保和蔺水云昌凤酆皮卡经湛禹狄贝麻危平元钮支咎昝裘干诸宣杭嵇滑荣羊於惠家芮羿储汲邴松"
    "富乌巴弓牧隗山宓蓬郗班仰秋伊暴戎祖束幸韶印宿怀蒲邰从鄂索咸籍阴能苍双闻莘劳逄扶堵宰郦雍却璩濮寿通"
    "扈郏浦尚农别充慕茹宦鱼容慎戈庾终暨居衡步满弘国寇广禄阙东殳沃利蔚越夔隆师厍晁勾融訾阚那空毋乜养须"
    "丰巢蒯相后红权逯盍益桓公仉督帅缑亢况郈琴归海闫汝钦仝代信幺么区朴员折召种黑秘繁句过洗缪火祭佴钭亓"
    "眭妫隽炅占撒哈粟付冶遇哲展肇操门邝揣战斯尧初仪鹿税者鄞闭麦骆喇巨"
)
SINGLE = frozenset(_SINGLE)
COMMON = _SINGLE[:100]  # nearly nine people of ten

_COMPOUND = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳
    公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙
    壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门
    西门 单于 第五 淳于 纳兰 完颜 耶律 叶赫 那拉 爱新觉罗 叶赫那拉
"""
COMPOUND = frozenset(_COMPOUND.split())

_READINGS = """
    单=shan4 曾=zeng1 仇=qiu2 解=xie4 任=ren2 区=ou1 查=zha1 朴=piao2 盖=ge3/gai4 乐=yue4/le4 洗=xian3
    冼=xian3 翟=zhai2/di2 燕=yan1 员=yun4/yuan2 盛=sheng4 华=hua4 纪=ji3 应=ying1 宁=ning4 缪=miao4
    黑=hei1/he4 秘=bi4 繁=po2 折=she2 召=shao4/zhao4 种=chong2 过=guo1 那=na1 能=nai4 覃=qin2/tan2
    牟=mou2/mu4 隗=wei3/kui2 莘=shen1/xin1 句=gou1 柏=bai3/bo2 薄=bo2 卜=bu3 都=du1 祭=zhai4
    郗=xi1/chi1 阚=kan4 么=yao1 幺=yao1 訾=zi1 佴=nai4 宓=mi4/fu2 炅=gui4 葛=ge3 占=zhan1 曲=qu1
    哈=ha3 撒=sa3 乜=nie4 晟=cheng2 郇=xun2/huan2 谌=chen2/shen4 行=xing2 要=yao1 重=chong2 强=qiang2
    兴=xing1 朝=chao2 少=shao4 呙=guo1 粘=nian2 相=xiang4 令=ling2 於=yu1 费=fei4/bi4 车=che1 沈=shen3
    石=shi2 长=chang2 颉=xie2 尉=wei4/yu4 宿=su4 适=kuo4 番=pan1 冠=guan4 会=gui4 观=guan4 蕃=pi2
    干=gan1 俱=ju1 空=kong1 大=da4
"""
# The first reading is the one to sort by; the others are how people also read it, and find it too.
READINGS: dict[str, tuple[str, ...]] = {
    surname: tuple(readings.split("/"))
    for surname, _, readings in (pair.partition("=") for pair in _READINGS.split())
}

COMPOUND_READINGS: dict[str, tuple[str, ...]] = {
    "尉迟": ("yu4", "chi2"),
    "万俟": ("mo4", "qi2"),
    "澹台": ("tan2", "tai2"),
    "长孙": ("zhang3", "sun1"),
    "令狐": ("ling2", "hu2"),
    "单于": ("chan2", "yu2"),
    "鲜于": ("xian1", "yu2"),
    "乐正": ("yue4", "zheng4"),
    "宰父": ("zai3", "fu3"),
    "拓跋": ("tuo4", "ba2"),
    "亓官": ("qi2", "guan1"),
    "子车": ("zi3", "ju1"),
    "百里": ("bai3", "li3"),
    "叶赫": ("ye4", "he4"),
    "那拉": ("na4", "la1"),
    "叶赫那拉": ("ye4", "he4", "na4", "la1"),
}
