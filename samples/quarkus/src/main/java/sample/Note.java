package sample;

import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;

@Stored
public record Note(
        @ObjectId String id, String title, @Version long version) {}
