/// How anything of ours calls a server that an operator named: one guarded HTTPS client for
/// webhooks, hubs and asset systems. It knows addresses, names, times and sizes; it must not know
/// what is said, nor who of the neighbouring rooms says it.
///
/// An exchange of its own over the platform's sockets, because the platform's HTTP client looks a
/// name up by itself, again and behind our back: what was checked would not be what is connected
/// to.
@NullMarked
package berth.connector.guard;

import org.jspecify.annotations.NullMarked;
