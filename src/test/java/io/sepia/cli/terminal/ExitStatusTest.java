package io.sepia.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.error.ConfigurationException;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExitStatusTest {
    @ParameterizedTest
    @MethodSource
    void everyError_hasItsStatus(Throwable error, int status) {
        assertThat(ExitStatus.of(error)).isEqualTo(status);
    }

    static Stream<Arguments> everyError_hasItsStatus() {
        return Stream.of(
                Arguments.of(new ObjectNotFoundException("Note", "a"), 1),
                Arguments.of(CommandException.notThere("x"), 1),
                Arguments.of(new ConfigurationException("x"), 2),
                Arguments.of(new InvalidKeyException("x"), 2),
                Arguments.of(new InvalidQueryException("x"), 2),
                Arguments.of(new DocumentFormatException("x"), 2),
                Arguments.of(CommandException.badInput("x"), 2),
                Arguments.of(new StorageFailureException("x"), 3),
                Arguments.of(new IncompatibleStoreException("x"), 3),
                Arguments.of(new OutcomeUnknownException("x", null), 3),
                Arguments.of(new StorageClosedException("x"), 3),
                Arguments.of(new IllegalStateException("x"), 3),
                Arguments.of(new OutOfMemoryError("x"), 3),
                Arguments.of(new ObjectExistsException("Note", "a"), 4),
                Arguments.of(new StaleVersionException("Note", "a", 1, 2), 4),
                Arguments.of(new StorageBusyException("x"), 4),
                Arguments.of(new DamagedDocumentException("x"), 5));
    }
}
