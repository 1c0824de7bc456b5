"""Words that invented companies and people are made of. None of them is meant to exist."""

PLACES = (
    ("つばめ坂", "tsubamezaka"), ("みどり浜", "midorihama"), ("こもれび台", "komorebidai"), ("星見ヶ丘", "hoshimigaoka"),
    ("風待港", "kazemachi"), ("月白", "tsukishiro"), ("朝霧橋", "asagiribashi"), ("ひなた原", "hinatahara"),
    ("雲居", "kumoi"), ("あさぎ野", "asagino"), ("白波崎", "shiranami"), ("夕凪", "yunagi"), ("はるかぜ", "harukaze"),
    ("銀杏谷", "ichodani"), ("しらかば", "shirakaba"), ("虹ノ瀬", "nijinose"), ("まつかぜ", "matsukaze"), ("若草里", "wakakusa"),
)  # fmt: skip
TRADES = (
    ("精機", "seiki", "製造"), ("ロジスティクス", "logi", "物流"), ("システムズ", "systems", "情報通信"), ("食品", "foods", "食品"),
    ("建設", "kensetsu", "建設"), ("メディカル", "medical", "医療"), ("商事", "shoji", "卸売"), ("化学", "chem", "化学"),
    ("電子", "denshi", "製造"), ("人材サービス", "jinzai", "人材"),
)  # fmt: skip
PREFECTURES = ("東京都", "大阪府", "愛知県", "神奈川県", "福岡県", "埼玉県", "北海道", "広島県", "宮城県", "静岡県")
EMPLOYEES = (24, 45, 68, 90, 140, 210, 320, 480, 760, 1200, 2600)
SURNAMES = (
    ("佐野", "サノ", "sano"), ("小林", "コバヤシ", "kobayashi"), ("三浦", "ミウラ", "miura"), ("藤本", "フジモト", "fujimoto"),
    ("石田", "イシダ", "ishida"), ("中野", "ナカノ", "nakano"), ("松井", "マツイ", "matsui"), ("上田", "ウエダ", "ueda"),
    ("千葉", "チバ", "chiba"), ("野口", "ノグチ", "noguchi"), ("高田", "タカダ", "takada"), ("村上", "ムラカミ", "murakami"),
    ("西村", "ニシムラ", "nishimura"), ("大塚", "オオツカ", "otsuka"), ("平野", "ヒラノ", "hirano"), ("久保", "クボ", "kubo"),
)  # fmt: skip
GIVEN = (
    ("健一", "ケンイチ", "kenichi"), ("由美", "ユミ", "yumi"), ("大輔", "ダイスケ", "daisuke"), ("恵", "メグミ", "megumi"),
    ("翔太", "ショウタ", "shota"), ("直子", "ナオコ", "naoko"), ("浩", "ヒロシ", "hiroshi"), ("彩", "アヤ", "aya"),
    ("隆", "タカシ", "takashi"), ("真由美", "マユミ", "mayumi"), ("亮", "リョウ", "ryo"), ("千尋", "チヒロ", "chihiro"),
)  # fmt: skip
POSTS = (
    ("営業企画部", "部長"), ("情報システム部", "課長"), ("経営企画室", "室長"), ("営業本部", "本部長"), ("総務部", "主任"),
    ("マーケティング部", "マネージャー"), ("情報システム部", "担当"), ("", "代表取締役"), ("営業部", "部長代理"), ("DX推進室", "リーダー"),
)  # fmt: skip
SOURCES = (("展示会", "秋の営業DX展"), ("ウェビナー", "商談化率セミナー"), ("資料請求", ""), ("Web", ""), ("紹介", ""), ("広告", "検索広告"))
