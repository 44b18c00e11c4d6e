#include "testing.h"

#include "cli/registry_row.h"

#include <math.h>
#include <string.h>

#define HEADER                                                                                    \
	"shop_id,company,sign,address,area,street_code,street,lat,lng,uscc,licence,status,sales," \
	"no_dine_in"

static enum err read_line(const char *header, const char *line, struct q_shop_put *shop,
			  bool *flagged, struct registry_fault *fault)
{
	struct str f[CSV_FIELDS_MAX];
	struct registry_header h;
	struct arena a;
	struct csv csv;
	size_t n;
	enum err e;

	arena_init(&a, 1 << 16);
	csv_init(&csv, str_of(header));
	assert_int_equal(csv_next(&csv, &a, f, &n), ERR_OK);
	e = registry_header(f, n, &h, fault);
	csv_init(&csv, str_of(line));
	if (!e) {
		assert_int_equal(csv_next(&csv, &a, f, &n), ERR_OK);
		e = registry_row(&h, f, n, 5, shop, flagged, fault);
	}
	arena_release(&a);
	return e;
}

static void a_good_row_is_read(void **state)
{
	struct registry_fault fault;
	struct q_shop_put s;
	bool flagged = true;

	(void)state;
	assert_int_equal(read_line(HEADER,
				   "S1,某某餐饮有限公司,某某面馆,东街1号,350102,350102001,鼓东街道,"
				   "26.08,119.30,"
				   "91350104315308392G,JY13501040006708,存续,120,是",
				   &s, &flagged, &fault),
			 ERR_OK);
	assert_false(flagged);
	assert_true(str_eq(s.status, STR("active")));
	assert_int_equal(s.sales, 120);
	assert_int_equal(s.no_dine_in, 1);
	assert_true(fabs(s.lng - 119.30) < 1e-9);
	assert_int_equal(s.scope.len, 0);
	assert_non_null(s.scope.p);
	assert_int_equal(s.updated_ms, 5);
}

static void a_wrong_check_digit_flags_and_does_not_refuse(void **state)
{
	struct registry_fault fault;
	struct q_shop_put s;
	bool flagged = false;

	(void)state;
	assert_int_equal(read_line("shop_id,sign,area,street_code,uscc,licence",
				   "S1,面馆,350102,350102001,91310107MA1G006T8Y,JY11113080533669",
				   &s, &flagged, &fault),
			 ERR_OK);
	assert_true(flagged);
	assert_true(str_eq(s.flags, STR("uscc,licence")));
	assert_true(isnan(s.lat));
}

static void each_mistake_names_its_field(void **state)
{
	static const struct {
		const char *line, *field, *en;
	} row[] = {
		{",a,b,c,350102,350102001,d,,,,,,,",                      "shop_id",     "must not be empty"                   },
		{ "1,,,c,350102,350102001,d,,,,,,,",                      "company",
                 "company and sign must not both be empty"								     },
		{ "1,a,b,c,110101,350102001,d,,,,,,,",                    "area",
                 "not a district code of Fuzhou (GB/T 2260)"								   },
		{ "1,a,b,c,350102,35010200x,d,,,,,,,",                    "street_code", "must have 9 or 12 digits"            },
		{ "1,a,b,c,350102,350102001,d,119.3,26.08,,,,,",          "lat",
                 "out of range (are lat and lng swapped?)"								     },
		{ "1,a,b,c,350102,350102001,d,26.08,,,,,,",               "lng",         "lat and lng belong together"         },
		{ "1,a,b,c,350102,350102001,d,x,1,,,,,",                  "lat",         "not a number"                        },
		{ "1,a,b,c,350102,350102001,d,nan,1,,,,,",                "lat",         "not a number"                        },
		{ "1,a,b,c,350102,350102001,d,,,,,maybe,,",               "status",
                 "must be active or closed (存续, 注销, …)"							      },
		{ "1,a,b,c,350102,350102001,d,,,,,,-1,",                  "sales",
                 "must be a whole number, 0 or more"									   },
		{ "1,a,b,c,350102,350102001,d,,,,,,,2",                   "no_dine_in",  "must be 0 or 1"                      },
		{ "1,a\x01,b,c,350102,350102001,d,,,,,,,",                "company",     "not plain UTF-8 text"                },
		{ "1,a,b,c,350102,350102001,d,,,1234567890123456789,,,,", "uscc",        "too long"                            },
		{ "1,a,b",						"行 line",    "has other fields than the first line"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct registry_fault fault = { 0 };
		struct q_shop_put s;
		bool flagged;

		assert_int_equal(read_line(HEADER, row[i].line, &s, &flagged, &fault), ERR_INPUT);
		assert_string_equal(fault.field, row[i].field);
		assert_string_equal(fault.en, row[i].en);
	}
}

static void a_header_needs_its_columns_once(void **state)
{
	struct registry_fault fault = { 0 };
	struct q_shop_put s;
	bool flagged;

	(void)state;
	assert_int_equal(read_line("shop_id,area", "", &s, &flagged, &fault), ERR_INPUT);
	assert_string_equal(fault.field, "street_code");
	assert_int_equal(read_line("shop_id,area,area,street_code", "", &s, &flagged, &fault),
			 ERR_INPUT);
	assert_string_equal(fault.field, "area");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_row_is_read),
		cmocka_unit_test(a_wrong_check_digit_flags_and_does_not_refuse),
		cmocka_unit_test(each_mistake_names_its_field),
		cmocka_unit_test(a_header_needs_its_columns_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
