/* The two ends of the benchmark: an upstream that speaks Anthropic's Messages, and a client that loads a server.
 *   bench mock PORT                                  three ports: at once, paced (20 ms), slow (one event a second)
 *   bench load json|sse PORT PATH MODEL CONNS SECS   prints requests per second
 *   bench paced PORT PATH MODEL CONNS SECS           prints the median microseconds from write to read of an event
 *   bench slow PORT PATH MODEL CONNS SECS            holds streams; prints events lost or crossed
 *   bench stall PORT PATH MODEL CONNS SECS           clients that ask for a stream and never read
 *   bench hangup PORT PATH MODEL MOCKPORT            prints milliseconds until the upstream's connection closes
 * Loopback only. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef long long i64;
static i64 now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }
static void die(const char *what) { perror(what); exit(1); }

static int listening(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 4096)) die("listen");
  return fd;
}

static int connected(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(fd, (struct sockaddr *)&a, sizeof a)) die("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

/* ---- the upstream ---- */

enum { EVENTS = 100, DELTAS = EVENTS - 5 };
static const char *START =
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_01XFDUDYJgAACzvnptvVoYEL\",\"type\":\"message\","
    "\"role\":\"assistant\",\"model\":\"claude-sonnet-4-6\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":"
    "{\"input_tokens\":25,\"output_tokens\":1}}}\n\n";
static const char *OPEN =
    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
static const char *STOP = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n";
static const char *DELTA_END =
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
    "\"usage\":{\"output_tokens\":94}}\n\n";
static const char *END = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
static const char *JSON =
    "{\"id\":\"msg_01XFDUDYJgAACzvnptvVoYEL\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-6\",\"content\":"
    "[{\"type\":\"text\",\"text\":\"The quick brown fox jumps over the lazy dog, and then it sleeps for the rest of the day.\"}],"
    "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":25,\"output_tokens\":22}}";

static int delta(char *out, const char *text) {
  return sprintf(out, "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\","
                      "\"text\":\"%s\"}}\n\n", text);
}
static int chunk(char *out, const char *text) { return sprintf(out, "%zx\r\n%s\r\n", strlen(text), text); }
static const char *HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";

typedef struct conn { int fd, kind, got, sent, sequence, gone; i64 due; struct conn *next; char in[65536]; char *out; int outlen, outoff; } conn;
typedef struct { conn *first, *last; i64 gap; } queue;
static queue queues[3];
static char burst[65536]; static int burst_at[EVENTS + 2];

static void later(conn *c, i64 due) {
  queue *q = &queues[c->kind];
  c->due = due; c->next = NULL;
  if (q->last) q->last->next = c; else q->first = c;
  q->last = c;
}

static void put(conn *c, const char *bytes, int length) {
  if (c->outlen == 0) {
    int n = write(c->fd, bytes, length);
    if (n < 0 && errno != EAGAIN) { c->gone = 1; return; }
    if (n < 0) n = 0;
    if (n == length) return;
    bytes += n; length -= n;
  }
  if (c->outlen + length > 8 << 20) return; /* a peer that does not read: what it never takes is dropped */
  c->out = realloc(c->out, c->outlen + length);
  memcpy(c->out + c->outlen, bytes, length);
  c->outlen += length;
}

static void prepare_burst(void) {
  char text[1024]; int n = sprintf(burst, "%s", HEAD), at = 0;
  burst_at[++at] = n += chunk(burst + n, START);
  burst_at[++at] = n += chunk(burst + n, OPEN);
  for (int i = 0; i < DELTAS; i++) { delta(text, " of the lazy brown dog"); burst_at[++at] = n += chunk(burst + n, text); }
  burst_at[++at] = n += chunk(burst + n, STOP);
  burst_at[++at] = n += chunk(burst + n, DELTA_END);
  burst_at[++at] = n += chunk(burst + n, END);
  burst_at[++at] = n + sprintf(burst + n, "0\r\n\r\n");
}

/* One paced event: the time of its writing, its place in the stream and the stream's own name are its text. */
static void step(conn *c, int last) {
  char text[1024], framed[2048], word[128];
  sprintf(word, "t%lld n%d c%d ", now_ns(), c->sequence++, c->fd);
  delta(text, word);
  put(c, framed, chunk(framed, text));
  if (c->sequence < last) { later(c, c->due + queues[c->kind].gap); return; }
  put(c, framed, chunk(framed, STOP)); put(c, framed, chunk(framed, DELTA_END)); put(c, framed, chunk(framed, END));
  put(c, "0\r\n\r\n", 5);
}

static void answer(conn *c, const char *body) {
  char out[4096];
  if (!strstr(body, "\"stream\":true")) {
    if (strstr(body, "silent")) return;
    put(c, out, sprintf(out, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n%s", strlen(JSON), JSON));
  } else if (c->kind == 0) {
    if (strstr(body, "silent")) return;
    if (strstr(body, "begun")) { put(c, HEAD, strlen(HEAD)); put(c, out, chunk(out, START)); return; }
    for (int i = 0; i <= EVENTS; i++) put(c, burst + burst_at[i], burst_at[i + 1] - burst_at[i]); /* each event by itself, as upstreams do */
  } else {
    put(c, HEAD, strlen(HEAD)); put(c, out, chunk(out, START)); put(c, out, chunk(out, OPEN));
    c->sequence = 0;
    later(c, now_ns() + queues[c->kind].gap);
  }
}

static i64 last_close;
static void readable(conn *c) {
  int n = read(c->fd, c->in + c->got, sizeof c->in - 1 - c->got);
  if (n <= 0) {
    if (n < 0 && errno == EAGAIN) return;
    last_close = now_ns(); c->gone = 1; close(c->fd); c->fd = -1;
    return;
  }
  c->got += n; c->in[c->got] = 0;
  for (;;) {
    char *end = strstr(c->in, "\r\n\r\n");
    if (!end) return;
    char *length = strcasestr(c->in, "content-length:");
    int body = length && length < end ? atoi(length + 15) : 0, whole = end + 4 - c->in + body;
    if (c->got < whole) return;
    if (!strncmp(c->in, "GET /last-close", 15)) {
      char out[256], num[32]; int k = sprintf(num, "%lld", last_close);
      put(c, out, sprintf(out, "HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s", k, num));
    } else { char kept = c->in[whole]; c->in[whole] = 0; answer(c, end + 4); c->in[whole] = kept; }
    memmove(c->in, c->in + whole, c->got - whole + 1); c->got -= whole;
  }
}

static void mock(int port) {
  int ep = epoll_create1(0), listen_fd[3];
  struct epoll_event e, events[1024];
  prepare_burst();
  queues[1].gap = 20000000; queues[2].gap = 1000000000;
  for (int i = 0; i < 3; i++) {
    listen_fd[i] = listening(port + i);
    e.events = EPOLLIN; e.data.u64 = i; epoll_ctl(ep, EPOLL_CTL_ADD, listen_fd[i], &e);
  }
  printf("mock: %d to %d\n", port, port + 2); fflush(stdout);
  for (;;) {
    i64 first = -1;
    for (int i = 1; i < 3; i++) if (queues[i].first && (first < 0 || queues[i].first->due < first)) first = queues[i].first->due;
    int wait = first < 0 ? -1 : (int)((first - now_ns()) / 1000000);
    int n = epoll_wait(ep, events, 1024, first < 0 ? -1 : wait < 0 ? 0 : wait);
    for (int i = 0; i < n; i++) {
      if (events[i].data.u64 < 3) {
        int kind = events[i].data.u64, fd, one = 1;
        while ((fd = accept4(listen_fd[kind], NULL, NULL, SOCK_NONBLOCK)) >= 0) {
          conn *c = calloc(1, sizeof *c);
          c->fd = fd; c->kind = kind;
          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
          e.events = EPOLLIN; e.data.ptr = c; epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
        }
      } else readable(events[i].data.ptr);
    }
    for (int i = 1; i < 3; i++)
      while (queues[i].first && queues[i].first->due <= now_ns()) {
        conn *c = queues[i].first;
        queues[i].first = c->next; if (!c->next) queues[i].last = NULL;
        if (!c->gone) step(c, i == 1 ? EVENTS : 65);
      }
  }
}

/* ---- the client ---- */

typedef struct { int fd, got, done, stream, last, mine; i64 events; char in[131072]; } client;
static char request[8192]; static int request_len;

static void prepare_request(const char *path, const char *model, int stream, const char *word) {
  char body[4096];
  const char *input = strstr(path, "/responses") ? "\"input\":\"Tell me a story.\",\"max_output_tokens\":1000," : "";
  int n = sprintf(body, "{\"model\":\"%s\",\"max_tokens\":1000,%s%s\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"},"
                        "{\"role\":\"user\",\"content\":\"%s Tell me a story about a fox and a dog.\"}]}",
                  model, stream ? "\"stream\":true," : "", input, word);
  const char *more = getenv("BENCH_HEADERS"); /* lines that end in CRLF */
  request_len = sprintf(request, "POST %s HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nauthorization: Bearer sk-ant-bench\r\n"
                                 "%scontent-length: %d\r\n\r\n%s", path, more ? more : "", n, body);
}

static void ask(client *c) { if (write(c->fd, request, request_len) != request_len) die("request"); }

/* Returns whether the response is whole. */
static int whole(client *c) {
  char *end = memmem(c->in, c->got, "\r\n\r\n", 4);
  if (!end) return 0;
  if (c->stream) return c->got >= 5 && !memcmp(c->in + c->got - 5, "0\r\n\r\n", 5);
  char *length = strcasestr(c->in, "content-length:");
  if (!length) return c->got >= 5 && !memcmp(c->in + c->got - 5, "0\r\n\r\n", 5);
  return c->got >= end + 4 - c->in + atoi(length + 15);
}

static client **clients(int ep, int port, int conns, int stream) {
  client **all = calloc(conns, sizeof *all);
  for (int i = 0; i < conns; i++) {
    struct epoll_event e = {.events = EPOLLIN};
    all[i] = calloc(1, sizeof **all);
    all[i]->fd = connected(port); all[i]->stream = stream; all[i]->last = -1; all[i]->mine = -1;
    e.data.ptr = all[i]; epoll_ctl(ep, EPOLL_CTL_ADD, all[i]->fd, &e);
  }
  return all;
}

/* A server may close a connection: the request that was on it has failed. */
static void reopen(int ep, client *c, int port) {
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
  close(c->fd);
  c->fd = connected(port); c->got = 0;
  epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
  ask(c);
}

static void load(int stream, int port, int conns, double seconds) {
  int ep = epoll_create1(0); i64 count = 0, failed = 0, start, stop;
  struct epoll_event events[1024];
  client **all = clients(ep, port, conns, stream);
  for (int i = 0; i < conns; i++) ask(all[i]);
  start = now_ns(); stop = start + (i64)(seconds * 1e9);
  while (now_ns() < stop) {
    int n = epoll_wait(ep, events, 1024, 100);
    for (int i = 0; i < n; i++) {
      client *c = events[i].data.ptr;
      int k = read(c->fd, c->in + c->got, sizeof c->in - 1 - c->got);
      if (k <= 0) { if (k < 0 && errno == EAGAIN) continue; failed++; reopen(ep, c, port); continue; }
      c->got += k; c->in[c->got] = 0;
      if (!whole(c)) continue;
      if (memcmp(c->in, "HTTP/1.1 200", 12)) failed++;
      count++; c->got = 0; ask(c);
    }
  }
  printf("%.1f %lld %lld\n", count / ((now_ns() - start) / 1e9), count, failed);
}

static int by_value(const void *a, const void *b) { i64 x = *(const i64 *)a, y = *(const i64 *)b; return x < y ? -1 : x > y; }

/* Reads the events of held streams; each says when it was written, its place, and whose it is. */
static void held(int port, int conns, double seconds, int paced) {
  static i64 waits[4000000]; i64 count = 0, lost = 0, crossed = 0, whole_streams = 0, broken = 0;
  int ep = epoll_create1(0); struct epoll_event events[1024];
  client **all = clients(ep, port, conns, 1);
  for (int i = 0; i < conns; i++) { ask(all[i]); usleep(paced ? 400 : 200); }
  i64 stop = now_ns() + (i64)(seconds * 1e9);
  while (now_ns() < stop && whole_streams + broken < conns) {
    int n = epoll_wait(ep, events, 1024, 100);
    i64 t = now_ns();
    for (int i = 0; i < n; i++) {
      client *c = events[i].data.ptr;
      int k = read(c->fd, c->in + c->got, sizeof c->in - 1 - c->got);
      if (k <= 0) { if (k < 0 && errno == EAGAIN) continue; if (!c->done) broken++; epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL); continue; }
      c->got += k; c->in[c->got] = 0;
      char *at = c->in, *found, *line;
      while ((found = strstr(at, "\":\"t")) && (line = strchr(found, '\n'))) {
        i64 written; int place, whose;
        if (sscanf(found + 3, "t%lld n%d c%d", &written, &place, &whose) == 3 && place > c->last) { /* Responses says its text again at the end */
          if (count < 4000000) waits[count] = t - written;
          count++;
          if (place != c->last + 1) lost++;
          if (c->mine >= 0 && whose != c->mine) crossed++;
          c->last = place; c->mine = whose;
          at = line;
        } else at = found + 3;
      }
      if (strstr(at, "0\r\n\r\n") && !c->done) { c->done = 1; whole_streams++; if (paced) { c->done = 0; whole_streams--; c->last = -1; c->mine = -1; ask(c); } }
      int kept = c->in + c->got - at; if (kept > 4096) kept = 4096;
      memmove(c->in, c->in + c->got - kept, kept); c->got = kept; c->in[kept] = 0;
      if (c->done || (paced && c->last < 0)) c->got = 0;
    }
  }
  qsort(waits, count < 4000000 ? count : 4000000, sizeof *waits, by_value);
  if (paced) printf("%.1f %.1f\n", count ? waits[count / 2] / 1e3 : 0, count ? waits[count * 99 / 100] / 1e3 : 0);
  else printf("events %lld, lost %lld, crossed %lld, broken %lld\n", count, lost, crossed, broken);
}

static void stall(int port, int conns, double seconds) {
  int small = 4096;
  for (int i = 0; i < conns; i++) {
    int fd = connected(port);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (write(fd, request, request_len) != request_len) die("request");
  }
  usleep((useconds_t)(seconds * 1e6));
}

static void hangup(int port, int mock_port, const char *path, const char *model) {
  const char *words[] = {"silent", "silent", "begun"}; int streams[] = {0, 1, 1};
  const char *names[] = {"whole-silent", "stream-silent", "stream-begun"};
  for (int kind = 0; kind < 3; kind++) {
    i64 worst = 0;
    for (int round = 0; round < 20; round++) {
      char in[512];
      prepare_request(path, model, streams[kind], words[kind]);
      int fd = connected(port);
      if (write(fd, request, request_len) != request_len) die("request");
      usleep(100000);
      while (read(fd, in, sizeof in) > 0) {}
      i64 left = now_ns(); close(fd);
      usleep(150000);
      int ask_fd = connected(mock_port); const char *get = "GET /last-close HTTP/1.1\r\nhost: a\r\n\r\n";
      if (write(ask_fd, get, strlen(get)) < 0) die("ask");
      usleep(20000);
      int n = read(ask_fd, in, sizeof in - 1); in[n > 0 ? n : 0] = 0; close(ask_fd);
      char *body = strstr(in, "\r\n\r\n"); i64 closed = body ? atoll(body + 4) : 0;
      i64 took = closed < left ? 999000000 : closed - left;
      if (took > worst) worst = took;
    }
    printf("%s %.1f ms  ", names[kind], worst / 1e6); fflush(stdout);
  }
  printf("\n");
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files; getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
  if (argc >= 3 && !strcmp(argv[1], "mock")) mock(atoi(argv[2]));
  else if (argc == 8 && !strcmp(argv[1], "load")) {
    int stream = !strcmp(argv[2], "sse");
    prepare_request(argv[4], argv[5], stream, "");
    load(stream, atoi(argv[3]), atoi(argv[6]), atof(argv[7]));
  } else if (argc == 7 && (!strcmp(argv[1], "paced") || !strcmp(argv[1], "slow"))) {
    prepare_request(argv[3], argv[4], 1, "");
    held(atoi(argv[2]), atoi(argv[5]), atof(argv[6]), argv[1][0] == 'p');
  } else if (argc == 7 && !strcmp(argv[1], "stall")) {
    prepare_request(argv[3], argv[4], 1, "");
    stall(atoi(argv[2]), atoi(argv[5]), atof(argv[6]));
  } else if (argc == 6 && !strcmp(argv[1], "hangup")) hangup(atoi(argv[2]), atoi(argv[5]), argv[3], argv[4]);
  else { fprintf(stderr, "bench mock|load|paced|slow|stall|hangup …, see the head of bench.c\n"); return 2; }
  return 0;
}
