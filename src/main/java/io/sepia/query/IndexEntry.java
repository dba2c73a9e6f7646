package io.sepia.query;

/**
 * An index that exists in a store.
 *
 * @param definition the definition of the index
 * @param declared whether a class of the application declares it; such an index is dropped once the class no longer
 *     declares it
 */
public record IndexEntry(IndexDefinition definition, boolean declared) {}
