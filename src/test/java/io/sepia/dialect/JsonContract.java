package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The results of HQL's JSON functions. */
interface JsonContract extends DialectFixture {
    private String value(String function) {
        return one("select " + function + " from Page where id = 1", String.class);
    }

    @Test
    default void jsonValue_scalars_areText() {
        assertThat(value("json_value(content, '$.title')")).isEqualTo("It's");
        assertThat(value("json_value(content, '$.price')")).isEqualTo("1.10");
        assertThat(value("json_value(content, '$.count')")).isEqualTo("3");
        assertThat(value("json_value(content, '$.draft')")).isEqualTo("true");
        assertThat(value("json_value(content, '$.author.name')")).isEqualTo("Ada");
        assertThat(value("json_value(content, '$.tags[1]')")).isEqualTo("b");
        assertThat(value("json_value(content, '$.none')")).isNull();
        assertThat(value("json_value(content, '$.missing')")).isNull();
        assertThat(value("json_value(content, '$.tags')")).isNull();
        assertThat(value("json_value(absent, '$.tags')")).isNull();
        assertThat(value("json_value('no json', '$.tags')")).isNull();
    }

    @Test
    default void jsonValue_returning_isOfThatType() {
        assertThat(one("select json_value(content, '$.count' returning Integer) from Page", Integer.class))
                .isEqualTo(3);
        assertThat(one("select json_value(content, '$.draft' returning Boolean) from Page", Boolean.class))
                .isTrue();
        assertThat(one("select json_value(content, '$.half' returning Double) from Page", Double.class))
                .isEqualTo(0.5);
        assertThat(one("select json_value(content, '$.digits' returning Integer) from Page", Integer.class))
                .isEqualTo(7);
        assertThat(one(
                        "select count(*) from Page where json_value(content, '$.price' returning BigDecimal) > 1",
                        Long.class))
                .isEqualTo(1);
    }

    @Test
    default void jsonValue_clauses_areObeyed() {
        assertThat(value("json_value(content, '$.tags[$i]' passing 2 as i)")).isEqualTo("c");
        assertThat(value("json_value(content, '$.missing' default 'd' on empty)"))
                .isEqualTo("d");
        assertThat(value("json_value(content, '$.tags' default 'e' on error)")).isEqualTo("e");
        assertThat(value("json_value('no json', '$.a' default 'e' on error)")).isEqualTo("e");
        assertThat(catchThrowable(() -> value("json_value(content, '$.tags' error on error)")))
                .isNotNull()
                .rootCause()
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("JSON");
        assertThat(catchThrowable(() -> value("json_value(content, '$.missing' error on empty)")))
                .isNotNull()
                .rootCause()
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("JSON");
    }

    @Test
    default void jsonQuery_parts_areJson() {
        assertThat(value("json_query(content, '$.author')")).isEqualTo("{\"name\":\"Ada\"}");
        assertThat(value("json_query(content, '$.tags')")).isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(value("json_query(content, '$.tags[0]' with wrapper)")).isEqualTo("[\"a\"]");
        assertThat(value("json_query(content, '$.tags' with conditional wrapper)"))
                .isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(value("json_query(content, '$.missing')")).isNull();
        assertThat(value("json_query(content, '$.missing' empty array on empty)"))
                .isEqualTo("[]");
        assertThat(value("json_query('no json', '$' empty object on error)")).isEqualTo("{}");
    }

    @Test
    default void jsonExists_paths_areFollowed() {
        assertThat(one("select count(*) from Page where json_exists(content, '$.author.name')", Long.class))
                .isEqualTo(1);
        assertThat(one("select count(*) from Page where json_exists(content, '$.none')", Long.class))
                .isEqualTo(1);
        assertThat(one("select count(*) from Page where json_exists(content, '$.missing')", Long.class))
                .isZero();
        assertThat(one("select count(*) from Page where json_exists(content, '$.tags[$i]' passing 2 as i)", Long.class))
                .isEqualTo(1);
        assertThat(one("select count(*) from Page where json_exists('no json', '$.a')", Long.class))
                .isZero();
    }

    @Test
    default void jsonObjectAndArray_values_becomeJson() {
        assertThat(value("json_object('a': 1, 'b': 'x', 'c': flag, 'd': null)"))
                .isEqualTo("{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":null}");
        assertThat(value("json_object('a': 1, 'd': absent absent on null)")).isEqualTo("{\"a\":1}");
        assertThat(value("json_array(1, 'x', absent)")).isEqualTo("[1,\"x\"]");
        assertThat(value("json_array(1, absent null on null)")).isEqualTo("[1,null]");
        assertThat(value("json_array(json_object('a': 1))")).isEqualTo("[{\"a\":1}]");
    }

    @Test
    default void jsonAggregates_rows_becomeJson() {
        use(session -> session.persist(new Page(2, null)));
        assertThat(one("select json_arrayagg(p.id order by p.id desc) from Page p", String.class))
                .isEqualTo("[2,1]");
        assertThat(one("select json_arrayagg(json_value(p.content, '$.title')) from Page p", String.class))
                .isEqualTo("[\"It's\"]");
        assertThat(one(
                        "select json_arrayagg(p.content null on null) filter (where p.id = 2) from Page p",
                        String.class))
                .isEqualTo("[null]");
        assertThat(one("select json_objectagg(cast(p.id as String) : p.flag) from Page p where p.id = 1", String.class))
                .isEqualTo("{\"1\":true}");
    }

    @Test
    default void jsonChanges_documents_areChanged() {
        String document = "'{\"a\":1,\"l\":[1]}'";
        Set<String> results = new HashSet<>();
        results.add(value("json_set(" + document + ", '$.b', 2)"));
        results.add(value("json_insert(" + document + ", '$.a', 2)"));
        results.add(value("json_replace(" + document + ", '$.a', 2)"));
        results.add(value("json_remove(" + document + ", '$.l')"));
        results.add(value("json_mergepatch(" + document + ", '{\"a\":null}')"));
        results.add(value("json_array_append(" + document + ", '$.l', 2)"));
        assertThat(results)
                .containsExactlyInAnyOrder(
                        "{\"a\":1,\"l\":[1],\"b\":2}",
                        "{\"a\":1,\"l\":[1]}",
                        "{\"a\":2,\"l\":[1]}",
                        "{\"a\":1}",
                        "{\"l\":[1]}",
                        "{\"a\":1,\"l\":[1,2]}");
    }
}
