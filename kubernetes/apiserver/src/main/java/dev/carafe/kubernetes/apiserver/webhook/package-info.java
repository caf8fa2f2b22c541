/**
 * Asking webhooks: where they are, whom to trust, and one question over HTTPS (apiserver/pkg/util/webhook). Who asks knows what the
 * question is.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.webhook;

import org.jspecify.annotations.NullMarked;
