package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.NoSuchElementException;
import org.hibernate.Version;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.ConstraintViolationException.ConstraintKind;
import org.junit.jupiter.api.Test;

/** How constraints are declared, reported when violated, and used by {@code on conflict}. */
interface ConstraintContract extends DialectFixture {
    private ConstraintViolationException violation(Account account) {
        Throwable thrown = catchThrowable(() -> use(session -> session.persist(account)));
        while (thrown != null && !(thrown instanceof ConstraintViolationException)) {
            thrown = thrown.getCause();
        }
        assertThat(thrown).as("a constraint violation").isNotNull();
        return (ConstraintViolationException) thrown;
    }

    @Test
    default void uniqueColumns_second_isRefused() {
        Account second = new Account(2, "ada", "n1");
        second.email = "another@example.org";
        assertThat(catchThrowable(() -> use(session -> session.persist(second))))
                .isNotNull();
    }

    @Test
    default void uniqueColumns_violated_areNamedByTheirConstraint() {
        Account second = new Account(2, "ada", "n1");
        second.email = "another@example.org";
        ConstraintViolationException violation = violation(second);
        assertThat(violation.getKind()).isEqualTo(ConstraintKind.UNIQUE);
        assertThat(violation.getConstraintName()).isEqualTo("one_number_per_owner");
    }

    @Test
    default void uniqueColumn_violated_isReportedAsSuch() {
        Account second = new Account(2, "ada", "n2");
        second.email = "adan1@example.org";
        ConstraintViolationException violation = violation(second);
        assertThat(violation.getKind()).isEqualTo(ConstraintKind.UNIQUE);
        assertThat(violation.getConstraintName()).isNotBlank();
    }

    @Test
    default void primaryKey_violated_isReportedAsSuch() {
        ConstraintViolationException violation = violation(new Account(1, "bob", "n1"));
        assertThat(violation.getKind()).isEqualTo(ConstraintKind.UNIQUE);
        assertThat(violation.getConstraintName()).isEqualTo("accounts.id");
    }

    @Test
    default void check_violated_isNamed() {
        Account poor = new Account(2, "bob", "n1");
        poor.balance = -1;
        ConstraintViolationException violation = violation(poor);
        assertThat(violation.getKind()).isEqualTo(ConstraintKind.CHECK);
        assertThat(violation.getConstraintName()).isEqualTo("balance_not_negative");
    }

    @Test
    default void notNull_violated_namesTheColumn() {
        use(session -> {
            Throwable thrown = catchThrowable(() -> session.createNativeMutationQuery(
                            "insert into accounts (id, name, balance) values (2, null, 0)")
                    .executeUpdate());
            assertThat(thrown).isInstanceOf(ConstraintViolationException.class);
            ConstraintViolationException violation = (ConstraintViolationException) thrown;
            assertThat(violation.getKind()).isEqualTo(ConstraintKind.NOT_NULL);
            assertThat(violation.getConstraintName()).isEqualTo("accounts.name");
        });
    }

    String INSERT = "insert into Account (id, owner, number, name, balance) values (2, 'ada', 'n1', 'checking', 7)";

    @Test
    default void onConflict_columnsDoNothing_leavesTheRow() {
        use(session -> assertThat(session.createMutationQuery(INSERT + " on conflict(owner, number) do nothing")
                        .executeUpdate())
                .isZero());
        assertThat(one("select name from Account", String.class)).isEqualTo("savings");
    }

    @Test
    default void onConflict_columnsDoUpdate_changesTheRow() {
        use(session -> session.createMutationQuery(
                        INSERT
                                + " on conflict(owner, number) do update set balance = excluded.balance + 1, name = excluded.name")
                .executeUpdate());
        assertThat(one("select balance from Account", Long.class)).isEqualTo(8);
        assertThat(one("select name from Account", String.class)).isEqualTo("checking");
    }

    @Test
    default void onConflict_doUpdateWhere_changesTheRowsOfTheCondition() {
        String update = INSERT + " as a on conflict(owner, number) do update set balance = excluded.balance"
                + " where balance > 100";
        use(session -> session.createMutationQuery(update.replace(" as a", "")).executeUpdate());
        assertThat(one("select balance from Account", Long.class)).isZero();
    }

    @Test
    default void truncate_tables_areEmptied() {
        factory().getSchemaManager().truncate();
        assertThat(one("select count(*) from Account", Long.class)).isZero();
    }

    @Test
    default void validate_besideAViewWithoutTypes_passes() {
        use(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("create view if not exists sums as select count(*) || '' as text from accounts");
            }
        }));
        try {
            if (Version.getVersionString().startsWith("7.1.")) {
                // It does not use the dialect to read the schema.
                assertThat(catchThrowable(() -> factory().getSchemaManager().validate()))
                        .isInstanceOf(NoSuchElementException.class);
            } else {
                assertThatCode(() -> factory().getSchemaManager().validate()).doesNotThrowAnyException();
            }
        } finally {
            use(session -> session.createNativeMutationQuery("drop view sums").executeUpdate());
        }
    }
}
