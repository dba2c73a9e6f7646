package io.sepia.spring;

import io.sepia.error.ConflictException;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.GenerationNotFoundException;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.NotUniqueException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.QueryTimeoutException;
import io.sepia.error.ReferencedException;
import io.sepia.error.RetryableException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.support.PersistenceExceptionTranslator;

/** Translates the exceptions of the store to those of Spring, with the same message and the original as cause. */
final class StorageExceptionTranslator implements PersistenceExceptionTranslator {
    @Override
    public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException e) {
        return e instanceof StorageException error ? translate(error) : null;
    }

    private static @Nullable DataAccessException translate(StorageException e) {
        String message = e.getMessage();
        if (e instanceof StaleVersionException) {
            return new OptimisticLockingFailureException(message, e);
        }
        if (e instanceof ObjectExistsException || e instanceof NotUniqueException) {
            return new DuplicateKeyException(message, e);
        }
        if (e instanceof ReferencedException
                || e instanceof ConflictException
                || e instanceof MissingReferenceException) {
            return new DataIntegrityViolationException(message, e);
        }
        if (e instanceof ObjectNotFoundException || e instanceof GenerationNotFoundException) {
            return new EmptyResultDataAccessException(message, 1, e);
        }
        if (e instanceof RetryableException) {
            return new CannotAcquireLockException(message, e);
        }
        if (e instanceof QueryTimeoutException) {
            return new org.springframework.dao.QueryTimeoutException(message, e);
        }
        if (e instanceof InvalidQueryException || e instanceof InvalidKeyException) {
            return new InvalidDataAccessApiUsageException(message, e);
        }
        if (e instanceof DamagedDocumentException) {
            return new NonTransientDataAccessResourceException(message, e);
        }
        if (e instanceof StorageFailureException || e instanceof OutcomeUnknownException) {
            return new DataAccessResourceFailureException(message, e);
        }
        // Mistakes of configuration, mapping and use keep their own types.
        return null;
    }
}
