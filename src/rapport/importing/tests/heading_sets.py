"""Rows of headings as clinics' programs and people write them, with what each column is.

A line is `heading = field`; a heading alone is one that must be left aside. The cells under them are made up per
field and script, so that content is there as it would be.
"""

from typing import NamedTuple

from rapport.importing.recognising import Kind


class HeadingSet(NamedTuple):
    name: str
    kind: Kind
    sheet: str
    script: str  # zh, ru or en
    columns: tuple[tuple[str, str], ...]


def _set(name: str, kind: str, script: str, lines: str, sheet: str = "Sheet1") -> HeadingSet:
    pairs = [line.partition("=") for line in lines.split("|")]
    return HeadingSet(
        name, Kind(kind), sheet, script, tuple((heading.strip(), field.strip()) for heading, _, field in pairs)
    )


SETS = (
    _set(
        "1С: контрагенты",
        "patients",
        "ru",
        (
            "Код = file_number|Наименование = full_name|Дата рождения = birth_date|Пол = sex|"
            "Телефон = phones|Адрес электронной почты = emails|Адрес проживания = address|"
            "Паспортные данные|СНИЛС|Комментарий = notes"
        ),
    ),
    _set(
        "1С: реализация услуг",
        "visits",
        "ru",
        (
            "Номер = external_id|Дата = date|Контрагент = full_name|Номенклатура = treatment_name|"
            "Количество = quantity|Цена, руб.|Сумма, руб. = amount|Сотрудник = dentist|"
            "Подразделение = branch|Ставка НДС"
        ),
    ),
    _set(
        "1С: поступление в кассу",
        "payments",
        "ru",
        "№ документа = external_id|Дата = date|Плательщик = full_name|Сумма документа = amount|"
        "Вид оплаты = method|Кассир|Комментарий = notes",
    ),
    _set(
        "IDENT: пациенты",
        "patients",
        "ru",
        "№ карты = file_number|ФИО пациента = full_name|Д.Р. = birth_date|Пол = sex|Моб. телефон = phones|"
        "Доп. телефон = phones|E-mail = emails|Откуда узнали = source|Кто порекомендовал = referrer|"
        "Дата первого приема = registered_on|Последний визит|Баланс",
    ),
    _set(
        "IDENT: приемы",
        "visits",
        "ru",
        (
            "Дата приема = date|Время = time|Пациент = full_name|№ карты = file_number|Врач = dentist|"
            "Зуб = teeth|Код услуги = treatment_code|Услуга = treatment_name|Кол-во = quantity|"
            "Стоимость = amount|Скидка = discount|Оплачено = paid"
        ),
    ),
    _set(
        "IDENT: журнал записи",
        "appointments",
        "ru",
        (
            "Дата = date|Время начала = time|Время окончания = end|Кресло = chair|Врач = dentist|"
            "Пациент = full_name|Телефон = phones|Статус = status|Комментарий к записи = notes|"
            "Кем записан"
        ),
    ),
    _set(
        "Инфоклиника: картотека",
        "patients",
        "ru",
        (
            "Амб. карта = file_number|Фамилия = family_name|Имя = given_name|Отчество = middle_name|"
            "Дата рожд. = birth_date|Пол = sex|Телефон дом. = phones|Телефон моб. = phones|"
            "Место работы = occupation|Полис ОМС|Дата заведения карты = registered_on"
        ),
    ),
    _set(
        "Инфоклиника: оказанные услуги",
        "visits",
        "ru",
        (
            "Дата оказания услуги = date|Амб. карта = file_number|Ф.И.О. пациента = full_name|"
            "Шифр услуги = treatment_code|Наименование услуги = treatment_name|Диагноз = complaint|"
            "Ф.И.О. врача = dentist|Кол-во услуг = quantity|Стоимость услуги = amount"
        ),
        "Оказанные услуги",
    ),
    _set(
        "Инфоклиника: платежи",
        "payments",
        "ru",
        "Дата и время оплаты = date|Номер чека = external_id|Амб. карта = file_number|Пациент = full_name|"
        "Сумма оплаты = amount|Способ оплаты = method|Возврат = refund",
    ),
    _set(
        "DentalPRO: клиенты",
        "patients",
        "ru",
        (
            "ID клиента = file_number|Фамилия клиента = family_name|Имя = given_name|"
            "Отчество = middle_name|День рождения = birth_date|Мобильный телефон = phones|"
            "Домашний телефон = phones|Город = address|Улица = address|Рекламный источник = source|"
            "Статус клиента = tags|Согласие на обработку ПДн = consent|Дата согласия = consent_on"
        ),
    ),
    _set(
        "DentalPRO: расписание",
        "appointments",
        "ru",
        (
            "ID записи = external_id|ID клиента = file_number|Дата визита = date|Начало = time|"
            "Окончание = end|Специалист = dentist|Кабинет = chair|Цель визита = service|"
            "Состояние = status|Дата создания = booked_on|Время прихода = checked_in"
        ),
    ),
    _set(
        "Excel главврача",
        "patients",
        "ru",
        (
            "№ п/п|Ф. И. О. = full_name|Год, дата рождения = birth_date|Контактный телефон = phones|"
            "Адрес = address|Мама (ФИО) = guardian|Тел. мамы = guardian_phone|Примечание = notes"
        ),
    ),
    _set(
        "Excel администратора: согласия",
        "patients",
        "ru",
        "Карта № = file_number|Пациент = full_name|Дата рождения = birth_date|Тел. = phones|"
        "Подписано согласие = consent|Умер = deceased|Язык = language|Телеграм = telegram",
    ),
    _set(
        "Прейскурант",
        "prices",
        "ru",
        "Код услуги = code|Наименование медицинской услуги = name|Цена, руб. = price|Раздел = category",
        "Прейскурант 2024",
    ),
    _set(
        "Прайс без кода",
        "prices",
        "ru",
        "№ п/п|Наименование услуг = name|Стоимость в рублях = price",
        "Прайс",
    ),
    _set(
        "Номенклатура 804н",
        "prices",
        "ru",
        "Код по приказу 804н = code|Услуга = name|Ед. изм.|Цена = price",
    ),
    _set(
        "Касса за день",
        "payments",
        "ru",
        "Дата платежа = date|ФИО = full_name|Внесено = amount|Нал/безнал = method|Примечание = notes",
        "Касса",
    ),
    _set(
        "牙医管家: 患者",
        "patients",
        "zh",
        "病历号 = file_number|姓名 = full_name|性别 = sex|年龄|出生日期 = birth_date|手机号 = phones|"
        "备用电话 = phones|微信号 = wechat|患者来源 = source|介绍人 = referrer|建档日期 = registered_on|"
        "患者标签 = tags|备注 = notes|身份证号",
    ),
    _set(
        "牙医管家: 预约",
        "appointments",
        "zh",
        (
            "预约日期 = date|预约时间 = time|时长(分钟) = duration|患者姓名 = full_name|"
            "病历号 = file_number|手机号 = phones|预约医生 = dentist|诊室 = chair|预约项目 = service|"
            "预约状态 = status|创建时间 = booked_on|创建人"
        ),
    ),
    _set(
        "牙医管家: 收费明细",
        "visits",
        "zh",
        (
            "收费单号 = external_id|收费日期 = date|病历号 = file_number|患者姓名 = full_name|"
            "收费项目 = treatment_name|牙位 = teeth|数量 = quantity|单价|优惠金额 = discount|"
            "应收金额 = amount|实收金额 = paid|医生 = dentist|收费员"
        ),
        "收费明细",
    ),
    _set(
        "领健: 客户",
        "patients",
        "zh",
        (
            "客户编号 = file_number|客户姓名 = full_name|性别 = sex|生日 = birth_date|"
            "联系方式 = phones|客户来源 = source|会员等级 = tags|所属门店 = branch|"
            "首次就诊时间 = registered_on|累计消费|最近就诊时间"
        ),
    ),
    _set(
        "领健: 就诊",
        "visits",
        "zh",
        (
            "就诊时间 = date|客户编号 = file_number|客户姓名 = full_name|就诊医生 = dentist|"
            "主诉 = complaint|治疗项目 = treatment_name|项目分类 = category|牙位 = teeth|"
            "折后金额 = amount|等候时长(分钟) = waiting_minutes"
        ),
    ),
    _set(
        "领健: 收款流水",
        "payments",
        "zh",
        "流水号 = external_id|收款时间 = date|客户姓名 = full_name|手机号 = phones|收款金额 = amount|"
        "支付方式 = method|退款金额 = refund|操作员|备注 = notes",
    ),
    _set(
        "前台 Excel",
        "patients",
        "zh",
        "序号|姓 名 = full_name|性 别 = sex|出生\n年月 = birth_date|联系电话 = phones|家庭住址 = address|"
        "职业 = occupation|初诊日期 = registered_on|介绍人 = referrer|备 注 = notes",
    ),
    _set(
        "儿童口腔",
        "patients",
        "zh",
        "宝宝姓名 = full_name|性别 = sex|生日 = birth_date|家长姓名 = guardian|家长手机 = guardian_phone|"
        "渠道 = source|门诊号 = file_number",
    ),
    _set(
        "到诊登记",
        "appointments",
        "zh",
        "日期 = date|时间 = time|姓名 = full_name|电话 = phones|医生 = dentist|预约内容 = service|"
        "是否到诊 = attended|到诊时间 = checked_in|接诊时间 = started|离开时间 = ended",
    ),
    _set(
        "价目表",
        "prices",
        "zh",
        "项目编码 = code|项目名称 = name|单位|单价(元) = price|项目类别 = category",
        "价目表",
    ),
    _set(
        "收费标准",
        "prices",
        "zh",
        "类别 = category|收费项目 = name|收费标准 = price|备注 = notes",
    ),
    _set(
        "台灣診所: 病患",
        "patients",
        "zh",
        "病歷號碼 = file_number|病患姓名 = full_name|性別 = sex|出生年月日 = birth_date|行動電話 = phones|"
        "住家電話 = phones|通訊地址 = address|身分證字號|初診日期 = registered_on|介紹人 = referrer",
    ),
    _set(
        "台灣診所: 約診",
        "appointments",
        "zh",
        (
            "約診日期 = date|約診時間 = time|病歷號 = file_number|姓名 = full_name|約診醫師 = dentist|"
            "診間 = chair|約診事項 = service|狀態 = status|報到時間 = checked_in"
        ),
    ),
    _set(
        "Dentrix: patient list",
        "patients",
        "en",
        (
            "Chart # = file_number|Last Name = family_name|First Name = given_name|MI = middle_name|"
            "Birthdate = birth_date|Gender = sex|Home Phone = phones|Mobile Phone = phones|"
            "E-Mail = emails|Street = address|City = address|State = address|Zip = address|"
            "First Visit Date = registered_on|Referred By = referrer|SS#"
        ),
    ),
    _set(
        "Dentrix: appointments",
        "appointments",
        "en",
        "Appt Date = date|Appt Time = time|Length (min) = duration|Operatory = chair|Provider = dentist|"
        "Patient Name = full_name|Phone = phones|Reason = service|Status = status",
    ),
    _set(
        "Dentrix: procedures",
        "visits",
        "en",
        (
            "Procedure Date = date|Patient = full_name|Chart # = file_number|Tooth = teeth|"
            "ADA Code = treatment_code|Description = treatment_name|Provider = dentist|Amount = amount"
        ),
    ),
    _set(
        "Open Dental: patient",
        "patients",
        "en",
        (
            "PatNum = file_number|LName = family_name|FName = given_name|MiddleI = middle_name|"
            "Preferred|Gender = sex|Birthdate = birth_date|HmPhone = phones|WkPhone = phones|"
            "WirelessPhone = phones|Email = emails|Address = address|Address2 = address|City = address|"
            "Zip = address|SSN|DateFirstVisit = registered_on"
        ),
    ),
    _set(
        "Open Dental: procedurelog",
        "visits",
        "en",
        "ProcNum = external_id|PatNum = file_number|ProcDate = date|ProcCode = treatment_code|"
        "Descript = treatment_name|ToothNum = teeth|Surf|ProcFee = amount|ProvNum = dentist",
    ),
    _set(
        "Open Dental: appointment",
        "appointments",
        "en",
        "AptNum = external_id|PatNum = file_number|AptDateTime = date|AptStatus = status|Op = chair|"
        "ProvNum = dentist|ProcDescript = service|DateTimeArrived = checked_in|DateTimeSeated = started|"
        "DateTimeDismissed = ended",
    ),
    _set(
        "Open Dental: payment",
        "payments",
        "en",
        (
            "PayNum = external_id|PayDate = date|PatNum = file_number|PayAmt = amount|PayType = method|"
            "PayNote = notes"
        ),
    ),
    _set(
        "Fee schedule",
        "prices",
        "en",
        "Proc Code = code|Procedure Description = name|UCR Fee = price|Category = category",
        "Fee Schedule",
    ),
    _set(
        "Spreadsheet of a small practice",
        "patients",
        "en",
        (
            "Name = full_name|DOB = birth_date|Sex = sex|Cell = phones|Email Address = emails|"
            "How did you hear about us? = source|Occupation = occupation|Notes = notes|"
            "GDPR consent = consent"
        ),
    ),
    _set(
        "Booking portal",
        "appointments",
        "en",
        (
            "Booking ID = external_id|Client = full_name|Mobile = phones|Start = date|End = end|"
            "Service = service|Practitioner = dentist|Status = status|Created At = booked_on|"
            "Location = branch"
        ),
    ),
    _set(
        "Receipts",
        "payments",
        "en",
        "Receipt No. = external_id|Payment Date = date|Patient ID = file_number|Patient Name = full_name|"
        "Amount Paid = amount|Payment Method = method|Refunded = refund|Cashier",
    ),
    _set(
        "Slips of the pen",
        "patients",
        "ru",
        (
            "Фамилия Имя Отчетсво = full_name|Дата рожденя = birth_date|Телефн = phones|"
            "Адресс = address|Приме­чание = notes"
        ),
    ),
    _set(
        "English headings, Chinese people",
        "patients",
        "zh",
        (
            "patientName = full_name|genderCode = sex|birth_day = birth_date|mobileNo = phones|"
            "createdTime = registered_on|idCard|remark = notes"
        ),
    ),
    _set(
        "Смешанный: визиты на двух языках",
        "visits",
        "ru",
        (
            "Дата / Date = date|Пациент / Patient = full_name|Услуга / Service = treatment_name|"
            "Врач / Doctor = dentist|Сумма / Amount = amount"
        ),
    ),
    _set(
        "YCLIENTS-подобный",
        "visits",
        "ru",
        "ID визита = external_id|Дата визита = date|Имя клиента = full_name|Телефон клиента = phones|"
        "Услуги = treatment_name|Сотрудник = dentist|Итоговая стоимость = amount|Оплачено всего = paid",
    ),
    _set(
        "咨询登记",
        "patients",
        "zh",
        "登记日期 = registered_on|顾客姓名 = full_name|联系手机 = phones|微信 = wechat|来源渠道 = source|"
        "咨询师|意向备注 = notes",
    ),
    # Headings as public programs write them out.
    _set(
        "Membership export",
        "patients",
        "zh",
        "会员ID = file_number|姓名 = full_name|性别 = sex|年龄|手机号码 = phones|积分|职业 = occupation|收入|"
        "生日 = birth_date|会员来源 = source",
    ),
    _set(
        "Screening export",
        "patients",
        "zh",
        "姓名 = full_name|性别 = sex|年龄|手机号 = phones|身份证号|吸烟史|家族史|职业 = occupation|"
        "建档日期 = registered_on|高危人群",
    ),
    _set(
        "Выгрузка с документами",
        "patients",
        "ru",
        (
            "Фамилия = family_name|Имя = given_name|Отчество = middle_name|Дата Рождения = birth_date|"
            "Пол = sex|ДУЛ тип|ДУЛ серия|ДУЛ номер|Адрес регистрации = address|Email = emails|"
            "Телефон = phones|СНИЛС|Согласие на рассылку = consent|Гражданство"
        ),
    ),
    _set(
        "No-show study",
        "appointments",
        "en",
        (
            "PatientId = file_number|AppointmentID = external_id|Gender|ScheduledDay = booked_on|"
            "AppointmentDay = date|Age|Neighbourhood|Scholarship|SMS_received|No-show = no_show"
        ),
    ),
    _set(
        "Database dump",
        "appointments",
        "en",
        "appointment_id = external_id|patient_id = file_number|clinic = branch|provider = dentist|"
        "booked_at = booked_on|appointment_at = date|status = status|insurance_type",
    ),
    _set(
        "Student's clinic",
        "appointments",
        "en",
        (
            "appointment_id = external_id|patient_id = file_number|doctor_id = dentist|date = date|"
            "time_slot = time|status = status"
        ),
    ),
    _set(
        "Емделушілер тізімі",
        "patients",
        "ru",
        (
            "Карта нөмірі = file_number|Аты-жөні = full_name|ЖСН|Туған күні = birth_date|Жынысы = sex|"
            "Телефон нөмірі = phones|Мекенжайы = address|Жұмыс орны = occupation|Қайдан білді = source|"
            "Ескерту = notes"
        ),
    ),
    _set(
        "Қабылдаулар",
        "visits",
        "ru",
        (
            "Р/с|Т.А.Ә. = full_name|Телефоны = phones|Қабылдау күні = date|Дәрігер = dentist|Тіс = teeth|"
            "Қызмет атауы = treatment_name|Саны = quantity|Сомасы, теңге = amount|Төленді = paid"
        ),
    ),
    _set(
        "Жазылу кестесі",
        "appointments",
        "ru",
        (
            "Қабылдау күні = date|Уақыты = time|Тегі = family_name|Аты = given_name|Әкесінің аты = middle_name|"
            "Ұялы телефон = phones|Дәрігердің аты-жөні = dentist|Қызмет = service|Мәртебесі = status"
        ),
    ),
    _set(
        "Төлемдер",
        "payments",
        "ru",
        "Төлем күні = date|Науқас = full_name|Төлем сомасы = amount|Төлем түрі = method|Ескерту = notes",
    ),
    _set("Бағалар", "prices", "ru", "Қызмет коды = code|Қызмет атауы = name|Бағасы (теңге) = price"),
    _set(
        "ЖСН и ИИН: два языка",
        "patients",
        "ru",
        "ФИО / Аты-жөні = full_name|ИИН / ЖСН|Дата рождения / Туған күні = birth_date|Телефон/Телефоны = phones",
    ),
)
