/** What a watch delivers (k8s.io/apimachinery/pkg/watch). Values only. */
@NullMarked
package dev.carafe.kubernetes.apimachinery.watch;

import org.jspecify.annotations.NullMarked;
