package io.sepia;

import io.sepia.internal.engine.Engine;

/** The operations of a store, reading past its cache. */
final class FreshOperations extends Verbs implements StorageOperations {
    FreshOperations(Engine engine) {
        super(engine.fresh());
    }
}
