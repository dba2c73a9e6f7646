package sample;

import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.List;

@Stored
public record Note(
        @ObjectId String id,
        String title,
        List<String> tags,
        @Version long version) {}
