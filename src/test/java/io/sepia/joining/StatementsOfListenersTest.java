package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.change.Subscription;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Writes get what they report to listeners from their own statements, without additional ones. */
class StatementsOfListenersTest {
    @TempDir
    private Path directory;

    private final List<String> executed = new ArrayList<>();

    /** Records each execution of a prepared statement; unprepared SQL is not the store's. */
    private DataSource recording(DataSource database) {
        return proxy(
                DataSource.class,
                database,
                (name, result, first) -> result instanceof Connection connection
                        ? proxy(
                                Connection.class,
                                connection,
                                (called, made, sql) -> made instanceof PreparedStatement statement
                                        ? proxy(PreparedStatement.class, statement, (run, rows, none) -> {
                                            if (run.startsWith("execute")) {
                                                executed.add(String.valueOf(sql));
                                            }
                                            return rows;
                                        })
                                        : made)
                        : result);
    }

    private interface Call {
        Object of(String name, Object result, Object firstArgument);
    }

    private static <T> T proxy(Class<T> type, T target, Call call) {
        return type.cast(Proxy.newProxyInstance(
                StatementsOfListenersTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        Object result = method.invoke(target, arguments);
                        return call.of(
                                method.getName(),
                                result,
                                arguments == null || arguments.length == 0 ? null : arguments[0]);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private DataSource sqlite() throws SQLException {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + directory.resolve("app.db"));
        database.setJournalMode("WAL");
        database.setBusyTimeout(5_000);
        return database;
    }

    private DataSource h2() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:listeners;DB_CLOSE_DELAY=-1");
        return database;
    }

    private int statements(Runnable verb) {
        executed.clear();
        verb.run();
        return executed.size();
    }

    private Map<String, Integer> statementsOfVerbs(Storage storage) {
        Map<String, Runnable> verbs = new LinkedHashMap<>();
        verbs.put("create", () -> storage.save(new Item("a", 1)));
        verbs.put("update", () -> storage.save(new Item("a", 2)));
        verbs.put("insert", () -> storage.insert(new Item("b", 1)));
        verbs.put("delete", () -> storage.delete(Item.class, "a"));
        verbs.put("delete by ids", () -> storage.deleteAll(Item.class, List.of("b")));
        verbs.put("save again", () -> storage.save(new Item("c", 1)));
        verbs.put("clear a class", () -> storage.clear(Item.class));
        Map<String, Integer> statements = new LinkedHashMap<>();
        verbs.forEach((name, verb) -> statements.put(name, statements(verb)));
        return statements;
    }

    private void verbs_withAListener_runTheStatementsThatTheyRunWithout(DataSource database, String dialect) {
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("recorded");
        unit.property("hibernate.connection.datasource", recording(database)).property("hibernate.dialect", dialect);
        try (EntityManagerFactory factory = unit.createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            statementsOfVerbs(storage);
            Map<String, Integer> without = statementsOfVerbs(storage);
            assertThat(without.values()).allMatch(each -> each > 0);
            try (Subscription subscription = storage.changes().onChange(notice -> {})) {
                assertThat(subscription).isNotNull();
                assertThat(statementsOfVerbs(storage)).isEqualTo(without);
            }
        }
    }

    @Test
    void verbs_onSqlite_withAListener_runTheStatementsThatTheyRunWithout() throws Exception {
        verbs_withAListener_runTheStatementsThatTheyRunWithout(
                sqlite(), "org.hibernate.community.dialect.SQLiteDialect");
    }

    @Test
    void verbs_onH2_withAListener_runTheStatementsThatTheyRunWithout() {
        verbs_withAListener_runTheStatementsThatTheyRunWithout(h2(), "org.hibernate.dialect.H2Dialect");
    }
}
