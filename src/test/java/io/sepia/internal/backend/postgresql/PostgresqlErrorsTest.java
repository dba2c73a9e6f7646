package io.sepia.internal.backend.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageFailureException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresqlErrorsTest {
    private static SQLException error(String state) {
        return new SQLException("failed", state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "08006", "08001", "57P01", "57P03", "53300", "25006"})
    void translate_stateThatPasses_isRetryable(String state) {
        assertThat(PostgresqlErrors.translate("Saving", error(state))).isInstanceOf(RetryableException.class);
    }

    @Test
    void translate_conflictBehindOtherErrors_isRetryable() {
        SQLException batch = new BatchUpdateException(new int[0], error("25P02"));
        batch.setNextException(error("40001"));

        assertThat(PostgresqlErrors.translate("Saving", batch)).isInstanceOf(RetryableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "23503", "54000", "42P01"})
    void translate_stateThatStays_isNotRetryable(String state) {
        assertThat(PostgresqlErrors.translate("Saving", error(state)))
                .isInstanceOf(StorageFailureException.class)
                .isNotInstanceOf(RetryableException.class);
    }

    @Test
    void translateCommit_lostConnection_hasUnknownOutcome() {
        assertThat(PostgresqlErrors.translateCommit("Committing", error("08006")))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(PostgresqlErrors.translateCommit("Committing", error("40001")))
                .isInstanceOf(RetryableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25P02", "23503", "P0001"})
    void translateCommit_refusedByTheServer_isCertainlyRolledBack(String state) {
        SQLException refused = error(state);
        refused.initCause(new SQLException("the first error", "22012"));

        assertThat(PostgresqlErrors.translateCommit("Committing", refused))
                .isInstanceOf(StorageFailureException.class)
                .isNotInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("the first error");
    }

    @Test
    void translateCommit_abortedByAConflict_isRetryable() {
        SQLException refused = error("25P02");
        refused.initCause(error("40P01"));

        assertThat(PostgresqlErrors.translateCommit("Committing", refused)).isInstanceOf(RetryableException.class);
    }
}
