package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * The superclass of all exceptions that a store throws for its own reasons.
 *
 * <p>A message names the class, id, path or option concerned, the expectation, the finding and the remedy. Messages
 * never contain document content or secrets. When an operation throws one of these exceptions, its own transaction has
 * been rolled back and nothing of it is stored; {@link OutcomeUnknownException} is the only exception to that rule.
 */
public abstract sealed class StorageException extends RuntimeException
        permits BulkStatementException,
                ConfigurationException,
                ConflictException,
                CursorTooOldException,
                DamagedDocumentException,
                DocumentFormatException,
                GenerationNotFoundException,
                GraphLimitException,
                IncompatibleStoreException,
                InvalidQueryException,
                InvalidKeyException,
                MappingException,
                MissingReferenceException,
                NotMigratedException,
                ObjectNotFoundException,
                OutcomeUnknownException,
                QueryTimeoutException,
                RetryableException,
                StorageClosedException,
                StorageFailureException {
    StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Returns the message, which every exception of a store has. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
