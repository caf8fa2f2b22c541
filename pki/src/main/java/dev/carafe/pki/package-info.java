/** Keys and certificates in PEM form, as the tools of the field write them. Stateless; knows nobody in the house. */
@NullMarked
package dev.carafe.pki;

import org.jspecify.annotations.NullMarked;
