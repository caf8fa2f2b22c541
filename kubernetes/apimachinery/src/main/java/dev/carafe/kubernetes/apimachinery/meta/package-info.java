/** How kinds and resources are named: by group, version and kind or resource (k8s.io/apimachinery/pkg/runtime/schema). */
@NullMarked
package dev.carafe.kubernetes.apimachinery.meta;

import org.jspecify.annotations.NullMarked;
