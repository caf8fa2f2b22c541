/**
 * Names that the system makes: from {@code generateName}, and from a hash of what they stand for
 * (k8s.io/apiserver/pkg/storage/names, k8s.io/apimachinery/pkg/util/rand, k8s.io/kubernetes/pkg/util/hash).
 *
 * <p>Functions only; randomness is handed in.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.names;

import org.jspecify.annotations.NullMarked;
