/** A stand-in for the API server's objects, in memory. */
@NullMarked
package dev.carafe.kubernetes.kubelet.objects.testing;

import org.jspecify.annotations.NullMarked;
