/** A shop: a JPA application whose authors know nothing of the store. */
package io.sepia.shop;
