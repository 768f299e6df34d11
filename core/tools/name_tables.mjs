// Writes core/src/name_tables.cpp: names of countries and languages, folded, to their ISO codes.
//
//     npm install --no-save cldr-core@48.2.0   (in a folder of its own; Unicode-3.0)
//     node core/tools/name_tables.mjs FOLDER/node_modules/cldr-core/supplemental/codeMappings.json >core/src/name_tables.cpp
//
// Names: Unicode CLDR 48 (licence Unicode-3.0, LICENSE.unicode) as shipped in Node's ICU. Codes: ISO 3166-1 (the
// numeric ones from CLDR's code mappings) and ISO 639.
// Aliases are common names that CLDR does not list.
import { readFileSync } from 'node:fs';

const mappings = JSON.parse(readFileSync(process.argv[2], 'utf8')).supplemental.codeMappings;
const locales = ['en', 'de', 'sv', 'nb', 'nn', 'da', 'fi', 'nl', 'fr', 'es', 'it', 'pt', 'pl', 'cs', 'sk', 'hu', 'ro',
                 'el', 'is', 'et', 'lv', 'lt', 'sl', 'hr', 'ca'];

const alpha3 = `AD AND AE ARE AF AFG AG ATG AI AIA AL ALB AM ARM AO AGO AQ ATA AR ARG AS ASM AT AUT AU AUS AW ABW AX ALA AZ AZE
BA BIH BB BRB BD BGD BE BEL BF BFA BG BGR BH BHR BI BDI BJ BEN BL BLM BM BMU BN BRN BO BOL BQ BES BR BRA BS BHS BT BTN BV BVT
BW BWA BY BLR BZ BLZ CA CAN CC CCK CD COD CF CAF CG COG CH CHE CI CIV CK COK CL CHL CM CMR CN CHN CO COL CR CRI CU CUB CV CPV
CW CUW CX CXR CY CYP CZ CZE DE DEU DJ DJI DK DNK DM DMA DO DOM DZ DZA EC ECU EE EST EG EGY EH ESH ER ERI ES ESP ET ETH FI FIN
FJ FJI FK FLK FM FSM FO FRO FR FRA GA GAB GB GBR GD GRD GE GEO GF GUF GG GGY GH GHA GI GIB GL GRL GM GMB GN GIN GP GLP GQ GNQ
GR GRC GS SGS GT GTM GU GUM GW GNB GY GUY HK HKG HM HMD HN HND HR HRV HT HTI HU HUN ID IDN IE IRL IL ISR IM IMN IN IND IO IOT
IQ IRQ IR IRN IS ISL IT ITA JE JEY JM JAM JO JOR JP JPN KE KEN KG KGZ KH KHM KI KIR KM COM KN KNA KP PRK KR KOR KW KWT KY CYM
KZ KAZ LA LAO LB LBN LC LCA LI LIE LK LKA LR LBR LS LSO LT LTU LU LUX LV LVA LY LBY MA MAR MC MCO MD MDA ME MNE MF MAF MG MDG
MH MHL MK MKD ML MLI MM MMR MN MNG MO MAC MP MNP MQ MTQ MR MRT MS MSR MT MLT MU MUS MV MDV MW MWI MX MEX MY MYS MZ MOZ NA NAM
NC NCL NE NER NF NFK NG NGA NI NIC NL NLD NO NOR NP NPL NR NRU NU NIU NZ NZL OM OMN PA PAN PE PER PF PYF PG PNG PH PHL PK PAK
PL POL PM SPM PN PCN PR PRI PS PSE PT PRT PW PLW PY PRY QA QAT RE REU RO ROU RS SRB RU RUS RW RWA SA SAU SB SLB SC SYC SD SDN
SE SWE SG SGP SH SHN SI SVN SJ SJM SK SVK SL SLE SM SMR SN SEN SO SOM SR SUR SS SSD ST STP SV SLV SX SXM SY SYR SZ SWZ TC TCA
TD TCD TF ATF TG TGO TH THA TJ TJK TK TKL TL TLS TM TKM TN TUN TO TON TR TUR TT TTO TV TUV TW TWN TZ TZA UA UKR UG UGA UM UMI
US USA UY URY UZ UZB VA VAT VC VCT VE VEN VG VGB VI VIR VN VNM VU VUT WF WLF WS WSM YE YEM YT MYT ZA ZAF ZM ZMB ZW ZWE XK XKX`
    .split(/\s+/);
// The parts of the United Kingdom, which have no codes of their own in ISO 3166-1: England, Scotland and Wales as CLDR's subdivision names
// (gbeng, gbsct, gbwls) have them, Northern Ireland, which CLDR names in English only, as its neighbours and the other languages say.
const ukParts = ['England', 'Engeland', 'Angleterre', 'Inglaterra', 'Inghilterra', 'Englanti', 'Anglia', 'Anglie',
    'Scotland', 'Schottland', 'Skottland', 'Skotland', 'Schotland', 'Écosse', 'Escocia', 'Scozia', 'Skotlanti', 'Szkocja', 'Skotsko',
    'Wales', 'Pays de Galles', 'Galles', 'Gales', 'País de Gales', 'Walia',
    'Northern Ireland', 'Nordirland', 'Noord-Ierland', 'Irlande du Nord', 'Irlanda del Norte', 'Irlanda del Nord', 'Irlanda do Norte',
    'Pohjois-Irlanti', 'Irlandia Północna', 'Severní Irsko'];
const countryAliases = {
    GB: ['Great Britain', 'Britain', 'UK', 'Großbritannien',
         'Grossbritannien', 'Storbritannien', 'Grande-Bretagne', 'Groot-Brittannië', 'Gran Bretagna', 'Gran Bretaña',
         'Grã-Bretanha', 'Wielka Brytania', 'Velká Británie', 'United Kingdom of Great Britain and Northern Ireland',
         ...ukParts],
    US: ['USA', 'United States of America', 'America', 'Vereinigte Staaten von Amerika', 'Amerika', 'EE.UU.', 'EEUU',
         'Estados Unidos de América', 'Estados Unidos da América', 'États-Unis d’Amérique', 'Stati Uniti d’America',
         'Verenigde Staten van Amerika', 'Förenta staterna', 'Amerikas Forenede Stater', 'De forente stater', 'Amerikan yhdysvallat',
         'Spojené státy americké', 'Spojené štáty americké', 'Stany Zjednoczone Ameryki'],
    NL: ['Holland', 'Hollande', 'Holanda', 'Olanda', 'Hollanti', 'Holandsko', 'Pays Bas'], CZ: ['Czech Republic', 'Tschechische Republik', 'Tjeckiska republiken',
         'République tchèque', 'Repubblica Ceca', 'República Checa', 'Tsjechische Republiek', 'Česká republika'],
    DE: ['Federal Republic of Germany', 'Bundesrepublik Deutschland', 'BRD'], CH: ['Suisse', 'Svizzera', 'Schweiz',
         'Swiss', 'Confoederatio Helvetica'], AT: ['Oesterreich', 'Republik Österreich'], IE: ['Republic of Ireland', 'Eire', 'Éire'],
    RU: ['Russian Federation', 'Russische Föderation'], SK: ['Slovak Republic', 'Slowakische Republik', 'Slovenská republika'],
    KR: ['Republic of Korea', 'Südkorea'], KP: ['Democratic People’s Republic of Korea'], MK: ['Macedonia', 'FYROM'],
    MD: ['Republic of Moldova', 'Moldau'], VN: ['Viet Nam'], TR: ['Turkey'], TW: ['Taiwan, Province of China'], IR: ['Islamic Republic of Iran'],
    SY: ['Syrian Arab Republic'], TZ: ['United Republic of Tanzania'], VA: ['Holy See', 'Holy See (Vatican City State)'], FK: ['Falkland Islands (Malvinas)'], HM: ['Heard Island and McDonald Islands'],
    MF: ['Saint Martin (French part)'], SX: ['Sint Maarten (Dutch part)'], UM: ['United States Minor Outlying Islands'], SH: ['Saint Helena, Ascension and Tristan da Cunha'], BQ: ['Bonaire, Sint Eustatius and Saba'], LA: ['Lao People’s Democratic Republic'],
    BO: ['Plurinational State of Bolivia'], VE: ['Bolivarian Republic of Venezuela'], CI: ['Ivory Coast', 'Elfenbeinküste'], SZ: ['Swaziland'],
    CV: ['Cape Verde'], BY: ['Belorussia', 'Weissrussland', 'Weißrussland', 'Vitryssland'], BN: ['Brunei Darussalam'],
    HK: ['Hong Kong'], MO: ['Macao', 'Macau'], PS: ['Palestine', 'State of Palestine'], CN: ['PR China', 'People’s Republic of China'],
    AE: ['UAE', 'VAE'], MM: ['Burma'], CD: ['DR Congo', 'Democratic Republic of Congo'], FM: ['Federated States of Micronesia'], FI: ['Suomi'], SE: ['Sverige'], NO: ['Norge', 'Noreg'],
    DK: ['Danmark'], GR: ['Hellas', 'Ελλάδα'], HU: ['Magyarország'], HR: ['Hrvatska'], ES: ['España'], PL: ['Polska'],
    UA: ['Україна', 'Украина'], BG: ['България'], RS: ['Србија'], RO: ['România'], IS: ['Ísland'], EE: ['Eesti'],
    LV: ['Latvija'], LT: ['Lietuva'], SI: ['Slovenija'], MT: ['Malta'], CY: ['Κύπρος'],
};

const languageCodes = `sq ar hy az eu be bn bs bg ca zh hr cs da nl en et fo fi fr gl ka de el he hi hu is id ga it ja kk ko
lv lt lb mk ms mt no nb nn fa pl pt ro rm ru gd sr sk sl es sv sw th tr uk ur vi cy`.split(/\s+/);
const alpha3Languages = `sq sqi sq alb ar ara hy hye hy arm az aze eu eus eu baq be bel bn ben bs bos bg bul ca cat zh zho zh chi
hr hrv cs ces cs cze da dan nl nld nl dut en eng et est fo fao fi fin fr fra fr fre gl glg ka kat ka geo de deu de ger el ell
el gre he heb hi hin hu hun is isl is ice id ind ga gle it ita ja jpn kk kaz ko kor lv lav lt lit lb ltz mk mkd mk mac ms msa
ms may mt mlt no nor nb nob nn nno fa fas fa per pl pol pt por ro ron ro rum rm roh ru rus gd gla sr srp sk slk sk slo sl slv
es spa sv swe sw swa th tha tr tur uk ukr ur urd vi vie cy cym cy wel`.split(/\s+/);
const languageAliases = { el: ['Ελληνικά'], ru: ['Русский'], uk: ['Українська'], bg: ['Български'], sr: ['Srpski', 'Српски'],
    no: ['Norwegian', 'Norsk'], ca: ['Català'], eu: ['Euskara'], cy: ['Cymraeg'], ga: ['Gaeilge'], mt: ['Malti'],
    tr: ['Türkçe'], sq: ['Shqip'], bs: ['Bosanski'], mk: ['Македонски'], nl: ['Flemish', 'Vlaams'] };

// The same folding as core/src/letters.cpp.
const special = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ı': 'i', 'ŋ': 'n', 'ħ': 'h' };
const greek = Object.fromEntries([...'αβγδεζηθικλμνξοπρστυφχψως'].map((c, i) =>
    [c, 'a v g d e z i th i k l m n x o p r s t y f ch ps o s'.split(' ')[i]]));
const cyrillic = Object.fromEntries([...'абвгдежзийклмнопрстуфхцчшщъыьэюяђѓєѕіїјљњћќўџґ'].map((c, i) =>
    [c, 'a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia d g e z i i j lj nj c k u dz g'.split(' ')[i].replace('-', '')]));
function fold(text) {
    let out = '';
    for (const c of text.toLowerCase().normalize('NFD')) {
        if (/[a-z0-9]/.test(c)) out += c;
        else out += special[c] ?? greek[c] ?? cyrillic[c] ?? '';
    }
    return out;
}

function collect(codes, kind, extraCodes, aliases) {
    const names = new Map();
    const conflicts = [];
    const put = (name, code, sure) => {
        const key = fold(name);
        if (key.length < 3 || key.length > 48) return;
        if (names.has(key) && names.get(key) !== code) { if (!sure) conflicts.push(key); return; }
        names.set(key, code);
    };
    for (let i = 0; i < extraCodes.length; i += 2) put(extraCodes[i + 1], extraCodes[i], true);
    for (const [code, list] of Object.entries(aliases)) for (const name of list) put(name, code, true);
    for (const locale of locales) {
        for (const style of ['long', 'short']) {
            const names = new Intl.DisplayNames([locale], { type: kind, style, fallback: 'none' });
            for (const code of codes) { const name = names.of(code); if (name) put(name, code, false); }
        }
    }
    for (const key of conflicts) names.delete(key);   // a name of two countries says nothing
    return names;
}

// One line for each code: the code in lower case and behind it its names, parted by commas. Names of one country resemble each
// other in all languages, so that this packs better than any sorted form.
function literal(variable, names) {
    const byCode = new Map();
    for (const [name, code] of names) byCode.set(code.toLowerCase(), [...(byCode.get(code.toLowerCase()) ?? []), name]);
    const lines = [...byCode].sort().map(([code, list]) => code + list.sort().join(','));
    const literals = lines.flatMap((line) => {
        const parts = line.match(/.{1,108}/g);
        return parts.map((part, i) => `    "${part}${i + 1 === parts.length ? '\\n' : ''}"`);
    });
    return `constexpr std::string_view ${variable} =\n${literals.join('\n')};\n`;
}

const codes = alpha3.filter((_, i) => i % 2 === 0);
// Alpha-3 and numeric codes; numbers from 900 on are for private use (Kosovo), where ISO 3166-1 has none.
const otherCodes = [...alpha3, ...codes.flatMap((code) => (mappings[code]?._numeric < '900' ? [code, mappings[code]._numeric] : []))];
const countries = collect(codes, 'region', [], countryAliases);
const countryCodes = new Map();
for (let i = 0; i < otherCodes.length; i += 2) countryCodes.set(otherCodes[i + 1].toLowerCase(), otherCodes[i]);
const languages = collect(languageCodes, 'language', alpha3Languages, languageAliases);
const codeLiteral = (list) => {
    const text = [...list].map((c) => c.toLowerCase()).sort().join('');
    const lines = text.match(/.{1,108}/g).map((line) => `    "${line}"`);
    return lines.join('\n');
};
console.log(`// Generated by core/tools/name_tables.mjs. Do not edit: change the script and run it again.
// Names are from Unicode CLDR 48 (licence Unicode-3.0, core/tools/LICENSE.unicode), folded as in letters.hpp.
#include "name_tables.hpp"

namespace muster {
namespace {

${literal('country_lists', countries)}
${literal('country_code_lists', countryCodes)}
${literal('language_lists', languages)}
}  // namespace

const NameTable& country_names() {
    static const NameTable table(country_lists);
    return table;
}
const NameTable& longer_country_codes() {
    static const NameTable table(country_code_lists);
    return table;
}
const NameTable& language_names() {
    static const NameTable table(language_lists);
    return table;
}
// ISO 3166-1 alpha-2, with XK as CLDR has it.
const std::string_view country_codes =
${codeLiteral(codes)};

}  // namespace muster`);
console.error('countries', countries.size, 'languages', languages.size);
