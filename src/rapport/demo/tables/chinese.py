"""Names, places and work of people in Hangzhou."""

from rapport.demo.tables import words

_WEIGHED = words(
    """
    王10 李10 张9 陈9 刘6 杨5 徐5 周5 吴5 黄4 朱4 沈4 孙4 胡3 林3 何3 高3 郑3 赵3 马2 罗2 宋2 谢2 许2 韩2
    冯2 邓2 曹2 彭2 曾2 萧1 田1 董1 袁1 潘2 蒋2 蔡2 余2 杜1 叶3 程2 苏1 魏1 吕2 丁2 任1 卢1 姚2 钟1 姜1 崔1
    谭1 陆2 汪2 范2 金3 石1 廖1 贾1 夏2 方2 邹1 熊1 白1 孟1 秦1 邱1 江1 尹1 薛1 闫1 段1 雷1 侯1 龙1 陶1 黎1
    贺1 顾1 毛1 郝1 龚1 邵1 万1 钱2 严1 戴1 单1 仇1 解1 翟1 欧阳1 诸葛1
    """
)
# surname → how many people of a few hundred bear it
SURNAMES = {pair.rstrip("0123456789"): int("".join(filter(str.isdigit, pair))) for pair in _WEIGHED}

_GIVEN = """
female old 秀英 桂芳 玉兰 淑珍 凤英 丽华 桂英 玉珍 秀兰 惠芬 月娥 爱珍 美娟 素琴 春兰 雅琴 慧珍 菊芬
male old 建国 国强 志明 建平 永康 德华 文忠 金根 关荣 宝根 卫东 建华 国栋 荣富 水根 立新 庆华 福生
female middle 静 敏 丽 燕 娟 芳 颖 婷 雪 莉 晓燕 海燕 丽娜 文静 晓红 慧敏 佳 薇 洁 琳 蕾 丹 玲 萍 雯雯 思佳 晓琳 艳
male middle 伟 强 磊 军 勇 杰 涛 斌 超 鹏 辉 俊 凯 浩 志强 晓东 建军 海波 文涛 晨 骏 峰 翔 彬 立 宇航 志远 一鸣
female young 子涵 欣怡 梓萱 雨桐 诗涵 一诺 可馨 语桐 思源 若曦 依诺 佳琪 梦瑶 紫萱 沐晴 安琪
male young 浩宇 子轩 宇轩 梓豪 皓轩 俊熙 思远 一凡 奕辰 子墨 天佑 明轩 博文 嘉懿 铭泽 乐天
"""
GIVEN = {tuple(line.split()[:2]): line.split()[2:] for line in _GIVEN.strip().splitlines()}

STREETS = words(
    """
    江南大道 滨盛路 江晖路 闻涛路 长河路 滨康路 西兴路 江陵路 网商路 南环路 春晓路 火炬大道 秋溢路 丹枫路
    建业路
    """
)
DISTRICTS = [("滨江区", 70), ("萧山区", 18), ("上城区", 7), ("西湖区", 5)]
OCCUPATIONS = words(
    """
    软件工程师 产品经理 小学教师 中学教师 会计 护士 公务员 个体经营 外贸业务 司机 设计师 电商运营 银行职员
    律师 建筑师 销售经理 厨师 健身教练 人事专员 客服专员 家庭主妇 企业主 快递员 物业经理 摄影师 医药代表
    """
)
HOBBIES = words("跑步 羽毛球 喝茶 钓鱼 烘焙 爬山 看电影 书法 广场舞 摄影 骑行 篮球 瑜伽 养花 旅行 围棋")
