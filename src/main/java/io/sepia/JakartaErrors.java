package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.error.AmbiguousResultException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import jakarta.data.exceptions.EmptyResultException;
import jakarta.data.exceptions.EntityExistsException;
import jakarta.data.exceptions.NonUniqueResultException;
import jakarta.data.exceptions.OptimisticLockingFailureException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Jakarta Data's exceptions for those of the store, where its specification demands one. */
final class JakartaErrors {
    private JakartaErrors() {}

    static RuntimeException empty(Method method) {
        return new EmptyResultException("Method " + method.getName() + " of "
                + method.getDeclaringClass().getName() + " found no object. Return an Optional if there may be none.");
    }

    static RuntimeException missing(@Nullable ObjectKey key) {
        return new OptimisticLockingFailureException(
                (key == null ? "The object" : key) + " is not stored, so it was not deleted.");
    }

    /** Returns the exception to throw instead of {@code e}, or {@code e}. */
    static RuntimeException of(RuntimeException e) {
        if (e instanceof ObjectExistsException) {
            return new EntityExistsException(e.getMessage(), e);
        }
        if (e instanceof StaleVersionException || e instanceof ObjectNotFoundException) {
            return new OptimisticLockingFailureException(e.getMessage(), e);
        }
        if (e instanceof AmbiguousResultException) {
            return new NonUniqueResultException(e.getMessage(), e);
        }
        return e;
    }
}
