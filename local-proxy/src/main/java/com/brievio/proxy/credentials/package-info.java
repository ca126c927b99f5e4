/**
 * Credentials that have to be found or asked for: AWS signatures, Google tokens. The only place
 * that knows the vendors' libraries; a proxy that uses neither loads neither.
 */
@NullMarked
package com.brievio.proxy.credentials;

import org.jspecify.annotations.NullMarked;
