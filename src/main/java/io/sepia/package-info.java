/**
 * The store as an application meets it: {@link io.sepia.Storage} and the verbs of {@link io.sepia.StorageOperations}.
 */
@NullMarked
package io.sepia;

import org.jspecify.annotations.NullMarked;
