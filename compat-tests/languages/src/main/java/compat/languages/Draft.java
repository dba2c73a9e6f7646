package compat.languages;

import java.util.Set;
import lombok.AccessLevel;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.NonNull;
import lombok.RequiredArgsConstructor;
import lombok.Setter;
import lombok.experimental.Accessors;

/** A class with fluent accessors instead of a bean's, and with an id that is recognised by its name. */
@Getter
@Setter
@Accessors(fluent = true)
@NoArgsConstructor(access = AccessLevel.PRIVATE)
@RequiredArgsConstructor
public class Draft {
    private long id;

    @NonNull
    private String text;

    private boolean isFinal;
    private Set<Customer> readers;

    @jakarta.persistence.Version
    private Integer version;
}
