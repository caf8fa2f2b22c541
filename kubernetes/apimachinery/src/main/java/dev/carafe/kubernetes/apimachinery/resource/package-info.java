/** Amounts of resources, such as {@code 100m} CPU and {@code 1Gi} of memory (k8s.io/apimachinery/pkg/api/resource). */
@NullMarked
package dev.carafe.kubernetes.apimachinery.resource;

import org.jspecify.annotations.NullMarked;
