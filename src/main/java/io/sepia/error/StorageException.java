package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that a store throws on its own account.
 *
 * <p>Messages name the class, id, path or option concerned, what was expected and found, and what to do about it. They
 * never carry document content or secrets. When a verb throws one of these, its own transaction has been rolled back
 * and nothing of it is stored; {@link OutcomeUnknownException} is the one exception to that rule.
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
                ObjectNotFoundException,
                OutcomeUnknownException,
                QueryTimeoutException,
                RetryableException,
                StorageClosedException,
                StorageFailureException {
    StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
