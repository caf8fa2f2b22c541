/** The object engine: what every Kubernetes kind, built in or custom, has in common. No I/O, no clock, no threads. */
@NullMarked
package dev.carafe.kubernetes.apimachinery;

import org.jspecify.annotations.NullMarked;
