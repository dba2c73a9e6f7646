package compat.library;

import io.sepia.model.ObjectId;
import io.sepia.model.Version;
import java.math.BigDecimal;

/** A record with version and a number as id; it carries no annotation of the class. */
record Account(
        @ObjectId long number, BigDecimal balance, @Version long version) {
    Account plus(String amount) {
        return new Account(number, balance.add(new BigDecimal(amount)), version);
    }
}
