package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.hibernate.community.dialect.SQLiteDialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that Hibernate's own dialect fails these contracts. A passing one means that an override can be removed. */
class StockDialectTest {
    private static EntityManagerFactory factory;

    @BeforeAll
    static void open(@TempDir Path directory) {
        factory = SqliteDialectTest.factory(directory, SQLiteDialect.class.getName());
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    static Stream<Method> cases() {
        return Arrays.stream(DialectContract.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stockDialect_eachCase_fails(Method method) {
        DialectContract contract = new DialectContract() {
            @Override
            public EntityManagerFactory factory() {
                return factory;
            }
        };
        contract.fill();
        Throwable thrown = catchThrowable(() -> {
            try {
                method.invoke(contract);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        assertThat(thrown)
                .as(
                        "Hibernate's SQLiteDialect now passes %s: remove what SqliteDialect no longer needs",
                        method.getName())
                .isNotNull();
    }
}
