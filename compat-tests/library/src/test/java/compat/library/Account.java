package compat.library;

import io.sepia.model.ObjectId;
import io.sepia.model.Version;
import java.math.BigDecimal;

/** A record with a version and a number as its id, and without an annotation on the class. */
record Account(
        @ObjectId long number, BigDecimal balance, @Version long version) {
    Account plus(String amount) {
        return new Account(number, balance.add(new BigDecimal(amount)), version);
    }
}
