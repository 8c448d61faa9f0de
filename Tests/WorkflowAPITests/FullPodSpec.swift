/// Every other field of a PodSpec of Kubernetes 1.30.
let otherPodFields = """
  ephemeralContainers:
    - name: name
      image: image
      command: [command]
      args: [args]
      workingDir: workingDir
      ports: [{name: name, hostPort: 7, containerPort: 7, protocol: TCP, hostIP: hostIP}]
      envFrom:
        - prefix: prefix
          configMapRef: {name: name, optional: true}
          secretRef: {name: name, optional: true}
      env:
        - name: name
          value: value
          valueFrom:
            fieldRef: {apiVersion: apiVersion, fieldPath: fieldPath}
            resourceFieldRef: {containerName: containerName, resource: resource, divisor: "1Mi"}
            configMapKeyRef: {name: name, key: key, optional: true}
            secretKeyRef: {name: name, key: key, optional: true}
      resources:
        limits: {cpu: "500m", memory: "1Gi"}
        requests: {cpu: "500m", memory: "1Gi"}
        claims: [{name: name}]
      resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]
      restartPolicy: Always
      volumeMounts:
        - name: name
          readOnly: true
          recursiveReadOnly: IfPossible
          mountPath: mountPath
          subPath: subPath
          mountPropagation: HostToContainer
          subPathExpr: subPathExpr
      volumeDevices: [{name: name, devicePath: devicePath}]
      livenessProbe:
        exec: {command: [command]}
        httpGet:
          path: path
          port: http
          host: host
          scheme: HTTPS
          httpHeaders: [{name: name, value: value}]
        tcpSocket: {port: http, host: host}
        grpc: {port: 7, service: service}
        initialDelaySeconds: 7
        timeoutSeconds: 7
        periodSeconds: 7
        successThreshold: 7
        failureThreshold: 7
        terminationGracePeriodSeconds: 7
      readinessProbe:
        exec: {command: [command]}
        httpGet:
          path: path
          port: http
          host: host
          scheme: HTTPS
          httpHeaders: [{name: name, value: value}]
        tcpSocket: {port: http, host: host}
        grpc: {port: 7, service: service}
        initialDelaySeconds: 7
        timeoutSeconds: 7
        periodSeconds: 7
        successThreshold: 7
        failureThreshold: 7
        terminationGracePeriodSeconds: 7
      startupProbe:
        exec: {command: [command]}
        httpGet:
          path: path
          port: http
          host: host
          scheme: HTTPS
          httpHeaders: [{name: name, value: value}]
        tcpSocket: {port: http, host: host}
        grpc: {port: 7, service: service}
        initialDelaySeconds: 7
        timeoutSeconds: 7
        periodSeconds: 7
        successThreshold: 7
        failureThreshold: 7
        terminationGracePeriodSeconds: 7
      lifecycle:
        postStart:
          exec: {command: [command]}
          httpGet:
            path: path
            port: http
            host: host
            scheme: HTTPS
            httpHeaders: [{name: name, value: value}]
          tcpSocket: {port: http, host: host}
          sleep: {seconds: 7}
        preStop:
          exec: {command: [command]}
          httpGet:
            path: path
            port: http
            host: host
            scheme: HTTPS
            httpHeaders: [{name: name, value: value}]
          tcpSocket: {port: http, host: host}
          sleep: {seconds: 7}
      terminationMessagePath: terminationMessagePath
      terminationMessagePolicy: FallbackToLogsOnError
      imagePullPolicy: IfNotPresent
      securityContext:
        capabilities: {add: [Capability], drop: [Capability]}
        privileged: true
        seLinuxOptions: {user: user, role: role, type: type, level: level}
        windowsOptions:
          gmsaCredentialSpecName: gmsaCredentialSpecName
          gmsaCredentialSpec: gmsaCredentialSpec
          runAsUserName: runAsUserName
          hostProcess: true
        runAsUser: 7
        runAsGroup: 7
        runAsNonRoot: true
        readOnlyRootFilesystem: true
        allowPrivilegeEscalation: true
        procMount: Unmasked
        seccompProfile: {type: Localhost, localhostProfile: localhostProfile}
        appArmorProfile: {type: RuntimeDefault, localhostProfile: localhostProfile}
      stdin: true
      stdinOnce: true
      tty: true
      targetContainerName: targetContainerName
  restartPolicy: Never
  terminationGracePeriodSeconds: 7
  activeDeadlineSeconds: 7
  dnsPolicy: ClusterFirst
  nodeSelector: {key: value}
  serviceAccountName: serviceAccountName
  serviceAccount: serviceAccount
  automountServiceAccountToken: true
  nodeName: nodeName
  hostNetwork: true
  hostPID: true
  hostIPC: true
  shareProcessNamespace: true
  securityContext:
    seLinuxOptions: {user: user, role: role, type: type, level: level}
    windowsOptions:
      gmsaCredentialSpecName: gmsaCredentialSpecName
      gmsaCredentialSpec: gmsaCredentialSpec
      runAsUserName: runAsUserName
      hostProcess: true
    runAsUser: 7
    runAsGroup: 7
    runAsNonRoot: true
    supplementalGroups: [7]
    fsGroup: 7
    sysctls: [{name: name, value: value}]
    fsGroupChangePolicy: Always
    seccompProfile: {type: Localhost, localhostProfile: localhostProfile}
    appArmorProfile: {type: RuntimeDefault, localhostProfile: localhostProfile}
  imagePullSecrets: [{name: name}]
  hostname: hostname
  subdomain: subdomain
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions: [{key: key, operator: In, values: [values]}]
            matchFields: [{key: key, operator: In, values: [values]}]
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 7
          preference:
            matchExpressions: [{key: key, operator: In, values: [values]}]
            matchFields: [{key: key, operator: In, values: [values]}]
    podAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        - labelSelector:
            matchLabels: {app: x}
            matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
          namespaces: [namespaces]
          topologyKey: topologyKey
          namespaceSelector:
            matchLabels: {app: x}
            matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
          matchLabelKeys: [matchLabelKeys]
          mismatchLabelKeys: [mismatchLabelKeys]
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 7
          podAffinityTerm:
            labelSelector:
              matchLabels: {app: x}
              matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
            namespaces: [namespaces]
            topologyKey: topologyKey
            namespaceSelector:
              matchLabels: {app: x}
              matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
            matchLabelKeys: [matchLabelKeys]
            mismatchLabelKeys: [mismatchLabelKeys]
    podAntiAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        - labelSelector:
            matchLabels: {app: x}
            matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
          namespaces: [namespaces]
          topologyKey: topologyKey
          namespaceSelector:
            matchLabels: {app: x}
            matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
          matchLabelKeys: [matchLabelKeys]
          mismatchLabelKeys: [mismatchLabelKeys]
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 7
          podAffinityTerm:
            labelSelector:
              matchLabels: {app: x}
              matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
            namespaces: [namespaces]
            topologyKey: topologyKey
            namespaceSelector:
              matchLabels: {app: x}
              matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
            matchLabelKeys: [matchLabelKeys]
            mismatchLabelKeys: [mismatchLabelKeys]
  schedulerName: schedulerName
  tolerations: [{key: key, operator: Equal, value: value, effect: NoExecute, tolerationSeconds: 7}]
  hostAliases: [{ip: ip, hostnames: [hostnames]}]
  priorityClassName: priorityClassName
  priority: 7
  dnsConfig: {nameservers: [nameservers], searches: [searches], options: [{name: name, value: value}]}
  readinessGates: [{conditionType: PodConditionType}]
  runtimeClassName: runtimeClassName
  enableServiceLinks: true
  preemptionPolicy: Never
  overhead: {cpu: "500m", memory: "1Gi"}
  topologySpreadConstraints:
    - maxSkew: 7
      topologyKey: topologyKey
      whenUnsatisfiable: DoNotSchedule
      labelSelector: {matchLabels: {app: x}, matchExpressions: [{key: tier, operator: NotIn, values: [a]}]}
      minDomains: 7
      nodeAffinityPolicy: Honor
      nodeTaintsPolicy: Honor
      matchLabelKeys: [matchLabelKeys]
  setHostnameAsFQDN: true
  os: {name: linux}
  hostUsers: true
  schedulingGates: [{name: name}]
  resourceClaims:
    - name: name
      source: {resourceClaimName: resourceClaimName, resourceClaimTemplateName: resourceClaimTemplateName}
  """

/// Every field of a PodSpec.
let fullPodSpec = [fullVolumes, fullContainers, otherPodFields].joined(separator: "\n")
