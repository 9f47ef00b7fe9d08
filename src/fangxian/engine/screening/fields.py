"""What a list of arrivals and an area list can say, and the heads under which it is sent."""

from fangxian.engine.tables import Field
from fangxian.engine.texts import Bilingual


def _field(name: str, zh: str, en: str, heads: str) -> Field:
    return Field(name, Bilingual(zh, en), (zh, en, f"{zh} {en}", name, *(head.strip() for head in heads.split(","))))


ARRIVAL_FIELDS: tuple[Field, ...] = (
    _field(
        "person",
        "人员编号",
        "person number",
        "人员ID,人员标识,旅客编号,个案编号,case_uid,case_id,person,person_id,person_uid,resident_id,uid",
    ),
    _field(
        "id_number",
        "证件号码",
        "document number",
        "身份证号,身份证号码,身份证件号码,公民身份号码,身份证,证件号,证件编号,有效证件号码,护照号,"
        "id_number,id_no,id_card,id card number,idcard,identity number,document_no,passport_no,national_id",
    ),
    _field("id_type", "证件类型", "document type", "证件种类,证件名称,id_type,document_type,idtype"),
    _field("name", "姓名", "name", "旅客姓名,人员姓名,名字,full_name,passenger_name,person_name"),
    _field(
        "phone",
        "手机号码",
        "phone",
        "手机号,手机,联系电话,联系方式,电话,电话号码,本人电话,联系手机,移动电话,mobile,mobile_no,tel,telephone,"
        "phone_number,contact_number",
    ),
    _field(
        "area_code",
        "出发地编码",
        "origin code",
        "出发地代码,旅居地编码,旅居地代码,来源地编码,来源地代码,途经地编码,停留地编码,行政区划代码,行政区划编码,"
        "区划代码,地区编码,地区代码,area_code,stay_area_code,from_code,departure_code,adcode,region_code",
    ),
    _field("province", "出发地省", "origin province", "出发地/省,来源地省,旅居地省,出发省份,来源省份,省份,省,province"),
    _field("city", "出发地市", "origin city", "出发地/市,来源地市,旅居地市,出发城市,来源城市,城市,市,地市,city"),
    _field(
        "county",
        "出发地县",
        "origin county",
        "出发地/县,出发地区县,来源地县,旅居地县,出发区县,区县,县区,县,county,district",
    ),
    _field(
        "area_name",
        "出发地",
        "origin",
        "旅居地,旅居史,来源地,来自,从何处来,何处来,来自何地,始发地,始发站,途经地,停留地,停留地区,旅居地区,出发地区,来源地区,"
        "出发城市,地区,地区名称,area_name,area,stay_area,stay_place,stay,departure,departure_place,place,from_place,origin_name",
    ),
    _field(
        "stayed_from",
        "停留开始日期",
        "stayed from",
        "旅居开始日期,旅居开始时间,停留开始时间,抵达旅居地日期,开始日期,起始日期,date_start,start_date,stay_from,"
        "stay_start,stayed_from,from_date,entered_on",
    ),
    _field(
        "left_on",
        "离开日期",
        "left on",
        "离开时间,离开旅居地日期,离开旅居地时间,出发日期,出发时间,启程日期,发车日期,发车时间,旅居结束日期,旅居结束时间,停留结束日期,"
        "结束日期,date_end,end_date,stay_until,stay_to,stayed_until,stay_end,left,left_at,departure_date,departed_on,departure_time",
    ),
    _field(
        "arrives_on",
        "到达日期",
        "arrives on",
        "到达时间,抵达日期,抵达时间,返回日期,返回时间,返乡日期,返乡时间,来访日期,到本地日期,到达本地日期,抵达本地日期,入境日期,"
        "来返日期,arrival_date,arrival,arrival_time,arrived_on,arrives,date_of_arrival,日期,date",
    ),
    _field(
        "transit_only",
        "仅途经",
        "transit only",
        "是否途经,是否仅途经,途经未下车,未下车,transit,transit_only,passed_through",
    ),
    _field(
        "transport",
        "交通方式",
        "transport",
        "交通工具,乘坐交通工具,出行方式,来访方式,交通,mode,transport_mode,travel_mode",
    ),
    _field(
        "service_number",
        "车次航班号",
        "service number",
        "车次,航班号,航班,班次,车次/航班,车次或航班,车次航班,number,train_no,flight_no,service,service_no",
    ),
    _field(
        "destination_code",
        "目的地编码",
        "destination code",
        "目的地代码,到达地编码,现住地编码,dest_code,dest_city_code,dest_area_code,destination_area_code,to_code",
    ),
    _field(
        "destination",
        "目的地",
        "destination",
        "目的地址,到达地,现住址,现住地址,现居住地,居住地址,住址,拟住地址,本地住址,抵达地,dest,destination_address,address,to_place",
    ),
)

LIST_FIELDS: tuple[Field, ...] = (
    _field(
        "area_code",
        "地区编码",
        "area code",
        "地区代码,行政区划代码,行政区划编码,区划代码,区划编码,编码,代码,code,adcode,region_code,unit_code",
    ),
    _field(
        "area_name",
        "地区",
        "area",
        "地区名称,区域,区域名称,名称,地名,风险地区,风险区域,中高风险地区,疫情地区,行政区,area_name,name,region,region_name,place,unit",
    ),
    _field("level", "风险等级", "level", "等级,级别,风险级别,风险,风险程度,risk_level,risk,area_level,derived_level"),
    _field(
        "listed_from",
        "列入日期",
        "listed from",
        "起始日期,开始日期,生效日期,公布日期,列入时间,调整日期,调入日期,起,listed_from,from,valid_from,start,start_date,first_listed,since",
    ),
    _field(
        "listed_until",
        "解除日期",
        "listed until",
        "结束日期,截止日期,失效日期,解除时间,调出日期,止,listed_until,until,valid_to,valid_until,end,end_date,to,delisted",
    ),
    _field("source", "来源", "source", "依据,发布单位,数据来源,文号,issuer,reference"),
    _field("flags", "标记", "flags", "备注,说明,flag,note,notes,remark"),
)


def fields_by_name(fields: tuple[Field, ...]) -> dict[str, Field]:
    """The fields by their names."""
    return {item.name: item for item in fields}
