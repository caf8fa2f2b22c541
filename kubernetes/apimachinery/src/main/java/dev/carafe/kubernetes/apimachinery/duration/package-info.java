/** Spans of time in the short form that people read in tables (k8s.io/apimachinery/pkg/util/duration). */
@NullMarked
package dev.carafe.kubernetes.apimachinery.duration;

import org.jspecify.annotations.NullMarked;
