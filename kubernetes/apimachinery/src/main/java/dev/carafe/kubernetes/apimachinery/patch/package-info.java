/**
 * Changes to objects: JSON patch (RFC 6902), merge patch (RFC 7396) and Kubernetes' strategic merge patch.
 *
 * <p>Functions from an object and a patch to a new object; what a patch does not touch is shared. Costs grow with the sum
 * of object and patch, not their product, and what a patch may add by copying is bounded. No threads, no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.patch;

import org.jspecify.annotations.NullMarked;
