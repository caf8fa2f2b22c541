/** Spans of time as texts: the short form that people read in tables (k8s.io/apimachinery/pkg/util/duration), and Go's. */
@NullMarked
package dev.carafe.kubernetes.apimachinery.duration;

import org.jspecify.annotations.NullMarked;
