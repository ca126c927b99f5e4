/**
 * The client's side of the wire: the typed request, the renderer, the folder, the error object.
 *
 * <p>Belongs here: OpenAI's wire format. Does not belong here: any other vendor's.
 */
@NullMarked
package com.brievio.proxy.openai;

import org.jspecify.annotations.NullMarked;
