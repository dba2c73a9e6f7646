package io.sepia.query;

/**
 * An index that is there.
 *
 * @param definition what it is on
 * @param declared whether a class of the application asked for it, so that it goes when the class does not any more
 */
public record IndexEntry(IndexDefinition definition, boolean declared) {}
