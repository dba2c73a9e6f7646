package compat.languages.billing;

import compat.languages.Customer;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.List;
import java.util.UUID;
import lombok.AllArgsConstructor;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.ToString;

/** Created by a constructor with all properties, whose parameters Lombok names because of {@code lombok.config}. */
@Getter
@EqualsAndHashCode
@ToString
@AllArgsConstructor
@Stored
public class Invoice {
    @ObjectId
    private final UUID number;

    private final Customer customer;
    private final List<Line> lines;

    @Version
    private final Integer version;
}
