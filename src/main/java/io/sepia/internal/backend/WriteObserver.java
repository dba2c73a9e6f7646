package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import java.util.Collection;

/**
 * Is told what a transaction writes, each time before it does so, whether or not it succeeds and commits. Keys may come
 * more than once, and keys whose condition then prevents the write come too.
 */
public interface WriteObserver {
    /** Documents of these keys are saved or deleted. */
    void keys(Collection<ObjectKey> keys);

    /** Documents of a class are deleted, any of them or all. */
    void wholeClass(String className);

    /** All documents are deleted. */
    void everything();
}
