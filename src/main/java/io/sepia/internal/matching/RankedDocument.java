package io.sepia.internal.matching;

import io.sepia.document.StoredDocument;

/**
 * A result of a search.
 *
 * @param score its relevance; higher is more relevant
 */
public record RankedDocument(StoredDocument document, double score) {}
