package io.sepia.internal.backend.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageFailureException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MariadbErrorsTest {
    private static SQLException error(int code) {
        return new SQLException("failed", "HY000", code);
    }

    @ParameterizedTest
    @ValueSource(ints = {1020, 1205, 1213, 1040, 1053, 1203, 1290, 1836, 1927})
    void translate_codeThatPasses_isRetryable(int code) {
        assertThat(MariadbErrors.translate("Saving", error(code))).isInstanceOf(RetryableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "08S01", "08000"})
    void translate_stateThatPasses_isRetryable(String state) {
        assertThat(MariadbErrors.translate("Saving", new SQLException("failed", state)))
                .isInstanceOf(RetryableException.class);
    }

    @Test
    void translate_deadlockBehindOtherErrors_isRetryable() {
        SQLException batch = new BatchUpdateException("failed", "HY000", 1, new int[0], error(1213));

        assertThat(MariadbErrors.translate("Saving", batch)).isInstanceOf(RetryableException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1217, 1451, 1406, 1062, 1146})
    void translate_codeThatStays_isNotRetryable(int code) {
        assertThat(MariadbErrors.translate("Saving", error(code)))
                .isInstanceOf(StorageFailureException.class)
                .isNotInstanceOf(RetryableException.class);
    }

    @Test
    void translate_messageTooLarge_namesTheSetting() {
        assertThat(MariadbErrors.translate("Saving", new SQLException("failed", "08S01", 1153)))
                .isNotInstanceOf(RetryableException.class)
                .hasMessageContaining("max_allowed_packet");
    }

    @Test
    void translateCommit_lostConnection_hasUnknownOutcome() {
        assertThat(MariadbErrors.translateCommit("Committing", new SQLException("failed", "08S01")))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(MariadbErrors.translateCommit("Committing", error(1213))).isInstanceOf(RetryableException.class);
    }
}
