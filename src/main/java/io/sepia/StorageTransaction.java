package io.sepia;

/**
 * The verbs within one transaction: all of them take effect together when the work that was given it returns, and none
 * if it throws. Belongs to the thread that runs the work and must not be used after it.
 */
public interface StorageTransaction extends StorageOperations {}
