/** Private keys in PEM form, as the tools of the field write them. No I/O. */
@NullMarked
package dev.carafe.kubernetes.apimachinery.pem;

import org.jspecify.annotations.NullMarked;
