/* What a program with ONNX Runtime pays before it has its first prediction: one session, one
 * run, then the milliseconds since the process started and the most memory that it held.
 *
 * build: cc -O2 -Wall -o first_ort first_ort.c -ldl
 * usage: first_ort LIBONNXRUNTIME MODEL.onnx INPUT.npy THREADS NAME BATCH
 * Like the peers' bench_ort_c.c without headers: entries of the function table by position. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { GetErrorMessage = 2, CreateEnv = 3, CreateSession = 7, Run = 9, CreateSessionOptions = 10,
       SetSessionGraphOptimizationLevel = 23, SetIntraOpNumThreads = 24, CreateTensorWithDataAsOrtValue = 49,
       CreateCpuMemoryInfo = 69 };

typedef struct { const void *const *(*GetApi)(uint32_t); } ApiBase;
typedef void *(*Fn)();
static const void *const *api;
#define CALL(i, ...) check(((Fn)api[i])(__VA_ARGS__), #i)

static void fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static void check(void *status, const char *what) {
  if (status) fail(what, ((const char *(*)(void *))api[GetErrorMessage])(status));
}

/* The text after KEY in a file of /proc. */
static const char *proc(const char *path, const char *key, char *text, size_t size) {
  FILE *f = fopen(path, "r");
  size_t n = f ? fread(text, 1, size - 1, f) : 0;
  if (f) fclose(f);
  text[n] = 0;
  const char *found = strstr(text, key);
  if (!found) fail(path, "cannot be read");
  return found + strlen(key);
}

/* The kernel keeps the start of a process in clock ticks since the machine was started. */
static double ms_since_start(void) {
  char text[4096];
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  const char *field = proc("/proc/self/stat", ") ", text, sizeof text);
  for (int i = 3; i < 22; i++) field = strchr(field, ' ') + 1;
  return 1e3 * now.tv_sec + 1e-6 * now.tv_nsec - 1e3 * atoll(field) / sysconf(_SC_CLK_TCK);
}

typedef struct { int64_t shape[8]; size_t rank, length; float *data; } Array;

static Array read_npy(const char *path) {
  Array a = {.length = 1};
  char head[256] = "";
  FILE *f = fopen(path, "rb");
  if (!f || fread(head, 1, 10, f) != 10 || head[6] != 1) fail(path, "no NPY file of version 1");
  size_t size = (unsigned char)head[8] | (unsigned char)head[9] << 8;
  if (size >= sizeof head || fread(head, 1, size, f) != size || !strstr(head, "'<f4'")) fail(path, "no float32");
  head[size] = 0;
  for (char *p = strchr(head, '(') + 1, *end; a.rank < 8; p = end + 1) {
    a.shape[a.rank] = strtol(p, &end, 10);
    if (end == p) break;
    a.length *= a.shape[a.rank++];
  }
  a.data = malloc(a.length * sizeof(float));
  if (fread(a.data, sizeof(float), a.length, f) != a.length) fail(path, "too short");
  fclose(f);
  return a;
}

int main(int argc, char **argv) {
  if (argc != 7) fail("usage", "first_ort LIBONNXRUNTIME MODEL.onnx INPUT.npy THREADS NAME BATCH");
  void *lib = dlopen(argv[1], RTLD_NOW);
  if (!lib) fail(argv[1], dlerror());
  api = ((const ApiBase *(*)(void))dlsym(lib, "OrtGetApiBase"))()->GetApi(11);
  Array x = read_npy(argv[3]);
  void *env, *memory, *options, *session, *input, *output = NULL;
  CALL(CreateEnv, 3, "first", &env);
  CALL(CreateSessionOptions, &options);
  CALL(SetIntraOpNumThreads, options, atoi(argv[4]));
  CALL(SetSessionGraphOptimizationLevel, options, 99);
  CALL(CreateSession, env, argv[2], options, &session);
  CALL(CreateCpuMemoryInfo, 1, 0, &memory);
  CALL(CreateTensorWithDataAsOrtValue, memory, x.data, x.length * sizeof(float), x.shape, x.rank, 1, &input);
  const char *inputs[] = {"input"}, *outputs[] = {"output"};
  CALL(Run, session, NULL, inputs, &input, (size_t)1, outputs, (size_t)1, &output);
  double ms = ms_since_start();
  char text[4096];
  printf("{\"peer\":\"ort-c\",\"task\":\"first\",\"model\":\"%s\",\"batch\":%s,\"threads\":%s,\"ms_first\":%.1f,\"peak_bytes\":%lld}\n",
         argv[5], argv[6], argv[4], ms, 1024 * atoll(proc("/proc/self/status", "VmHWM:", text, sizeof text)));
  return 0;
}
