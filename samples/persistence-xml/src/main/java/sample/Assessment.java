package sample;

import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.util.List;

/** A document: why a project may use a feature. It refers to another document, the feature. */
@Stored
public record Assessment(@ObjectId String id, Feature feature, List<String> missingIn, String fallback) {}
