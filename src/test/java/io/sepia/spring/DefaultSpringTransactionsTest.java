package io.sepia.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The SQLite file that the auto-configuration opens. */
class DefaultSpringTransactionsTest extends SpringTransactionsContract {
    @Override
    Map<String, Object> database(Path place) {
        return Map.of("sepia.database-path", place.resolve("app.db").toString());
    }

    @Test
    void jdbcTemplate_inATransaction_takesPartInIt() {
        run(service -> {
            JdbcTemplate jdbc = context().getBean(JdbcTemplate.class);
            assertThatThrownBy(() -> service.required(() -> {
                        service.store("a");
                        jdbc.update("insert into client (id, name) values ('b', 'by sql')");
                        throw new Refused();
                    }))
                    .isInstanceOf(Refused.class);
            assertThat(service.clients()).isEmpty();
            jdbc.update("insert into client (id, name) values ('c', 'by sql')");
            assertThat(service.clients()).containsExactly("c");
        });
    }

    @Test
    void requiresNew_whileTheOuterOneHasWritten_isRefusedAtOnce() {
        run(service -> service.required(() -> {
            service.store("outer");
            long before = System.nanoTime();
            assertThatThrownBy(() -> service.requiresNew(() -> service.store("inner")))
                    .hasStackTraceContaining("write");
            assertThat(System.nanoTime() - before).isLessThan(4_000_000_000L);
        }));
    }
}
