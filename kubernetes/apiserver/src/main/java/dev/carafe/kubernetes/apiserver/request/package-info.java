/** What a request is about, read from its path alone (k8s.io/apiserver/pkg/endpoints/request). Pure. */
@NullMarked
package dev.carafe.kubernetes.apiserver.request;

import org.jspecify.annotations.NullMarked;
